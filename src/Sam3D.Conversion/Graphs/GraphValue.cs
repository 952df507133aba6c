namespace Sam3D.Conversion;

/// <summary>A value of a graph under construction: the output of a node, an input, or a parameter that is stored when first used.</summary>
public sealed class GraphValue
{
    internal GraphValue(string name) => Name = name;

    internal GraphValue(GraphTensor parameter)
    {
        Name = parameter.Name;
        Parameter = parameter;
    }

    /// <summary>Name in the graph.</summary>
    internal string Name { get; }

    /// <summary>The stored tensor behind this value, if it is one.</summary>
    internal GraphTensor? Parameter { get; }
}

/// <summary>A stored tensor of a graph: its shape and how to read its values, one tensor at a time.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Read">Reads the values in row-major order; called when the tensor is written.</param>
/// <param name="Transpose">Whether the two axes of a matrix are exchanged while writing.</param>
internal sealed record GraphTensor(string Name, long[] Shape, Func<float[]> Read, bool Transpose = false)
{
    public long Bytes => Shape.Aggregate(sizeof(float), (long a, long b) => checked(a * b));

    /// <summary>The tensor cut along its first axis: each part is stored on its own.</summary>
    /// <param name="sizes">Sizes of the parts along the axis, which make up the whole of it.</param>
    public IReadOnlyList<GraphTensor> Rows(ReadOnlySpan<long> sizes)
    {
        var parts = new List<GraphTensor>();
        long row = Shape.Skip(1).Aggregate(1L, (a, b) => checked(a * b)), start = 0;
        foreach (long size in sizes)
        {
            int offset = checked((int)(start * row)), count = checked((int)(size * row));
            parts.Add(new GraphTensor($"{Name}.{start}", [size, .. Shape.Skip(1)], () => Read().AsSpan(offset, count).ToArray()));
            start += size;
        }

        return start == Shape[0] && !Transpose
            ? parts
            : throw new ArgumentException($"[{string.Join(", ", sizes.ToArray())}] does not cut {Name} of {Shape[0]} rows.", nameof(sizes));
    }

    /// <summary>The same matrix with its axes exchanged: PyTorch's [out, in] becomes the [in, out] of a matrix product.</summary>
    public GraphTensor Transposed() =>
        new(Name + ".T", [Shape[1], Shape[0]], Read, Transpose: true);
}

namespace Sam3D.Conversion;

/// <summary>A stored tensor of a graph: its shape and how to read its values, one tensor at a time.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Read">Reads the values in row-major order; called when the tensor is written.</param>
/// <param name="Transpose">Whether the two axes of a matrix are exchanged while writing.</param>
internal sealed record GraphTensor(string Name, long[] Shape, Func<float[]> Read, bool Transpose = false)
{
    /// <summary>The tensor of the checkpoint that the values come from, for messages.</summary>
    public string Source { get; init; } = Name;

    /// <summary>The file of the checkpoint, for messages.</summary>
    public string File { get; init; } = "The checkpoint";

    /// <summary>Whether the values are computed, not a checkpoint's.</summary>
    public bool IsConstant { get; init; }

    /// <summary>How elements are written.</summary>
    public GraphElement Element { get; init; } = GraphElement.Float32;

    /// <summary>Writes the elements, in place of <see cref="Read"/>, where they are no rounded numbers.</summary>
    public Action<Stream>? Write { get; init; }

    public long Count => Shape.Aggregate(1L, (a, b) => checked(a * b));

    public long Bytes => checked(Count * (Element switch { GraphElement.UInt8 => 1, GraphElement.Float16 => 2, _ => sizeof(float) }));

    /// <summary>The tensor cut along its first axis: each part is stored on its own.</summary>
    /// <param name="sizes">Sizes of the parts along the axis, which make up the whole of it.</param>
    public IReadOnlyList<GraphTensor> Rows(ReadOnlySpan<long> sizes)
    {
        var parts = new List<GraphTensor>();
        long row = Shape.Skip(1).Aggregate(1L, (a, b) => checked(a * b)), start = 0;
        foreach (long size in sizes)
        {
            int offset = checked((int)(start * row)), count = checked((int)(size * row));
            parts.Add(this with { Name = $"{Name}.{start}", Shape = [size, .. Shape.Skip(1)], Read = () => Read().AsSpan(offset, count).ToArray() });
            start += size;
        }

        return start == Shape[0] && !Transpose
            ? parts
            : throw new ArgumentException($"[{string.Join(", ", sizes.ToArray())}] does not cut {Name} of {Shape[0]} rows.", nameof(sizes));
    }

    /// <summary>The same matrix with its axes exchanged: PyTorch's [out, in] becomes the [in, out] of a matrix product.</summary>
    public GraphTensor Transposed() => this with { Name = Name + ".T", Shape = [Shape[1], Shape[0]], Transpose = true };

    /// <summary>The same values, rounded to float16 while they are written.</summary>
    public GraphTensor ToHalf() => this with { Name = Name + ".f16", Element = GraphElement.Float16 };
}

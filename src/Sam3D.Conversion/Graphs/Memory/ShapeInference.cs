using System.Buffers.Binary;
using Sam3D.Bundles;
using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion;

/// <summary>The shape of every tensor of a graph, for inputs of given sizes. Integers that shapes follow from are computed.</summary>
internal sealed partial class ShapeInference
{
    private const int Float32 = 1, UInt8 = 2, Int8 = 3, Int32 = 6, Int64 = 7, Bool = 9, Float16 = 10, Float64 = 11;

    // Sizes that a shape is made of: cuts of a concatenation are the longest list.
    private const int MaxValues = 4096;
    private const long MaxElements = 1L << 40;

    private readonly Dictionary<string, ShapedTensor> _tensors = new(StringComparer.Ordinal);
    private readonly bool _widensHalf;

    private ShapeInference(bool widensHalf) => _widensHalf = widensHalf;

    /// <summary>A tensor by its name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public ShapedTensor this[string name] => _tensors.TryGetValue(name, out ShapedTensor? tensor)
        ? tensor
        : throw new InvalidDataException($"there is no tensor {Wording.Quote(name)}");

    /// <summary>Propagates shapes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">Its nodes, each after those that it needs.</param>
    /// <param name="inputs">Sizes of every input.</param>
    /// <param name="widensHalf">Whether float16 is computed as float32.</param>
    /// <exception cref="InvalidDataException">A shape is not known, or contradicts others.</exception>
    /// <exception cref="OverflowException">A tensor is too large.</exception>
    public static ShapeInference Run(
        GraphProto graph, IReadOnlyList<NodeProto> nodes, IReadOnlyDictionary<string, long[]> inputs, bool widensHalf)
    {
        var shapes = new ShapeInference(widensHalf);
        foreach (TensorProto tensor in graph.Initializer)
        {
            shapes.Add(tensor.Name, new ShapedTensor([.. tensor.Dims.Select(Dim.Fixed)], shapes.ElementBytes(tensor.DataType), IsConstant: true) { Values = Integers(tensor) });
        }

        foreach (ValueInfoProto input in graph.Input.Where(i => !shapes._tensors.ContainsKey(i.Name)))
        {
            long[] sizes = inputs.GetValueOrDefault(input.Name) ?? throw new InvalidDataException($"the input {Wording.Quote(input.Name)} is not known");
            shapes.Add(input.Name, new ShapedTensor(Name(input, sizes), shapes.ElementBytes(input.Type?.TensorType?.ElemType ?? 0), IsConstant: false));
        }

        foreach (NodeProto node in nodes)
        {
            IReadOnlyList<ShapedTensor> outputs = shapes.Infer(node);
            for (int i = 0; i < node.Output.Count && i < outputs.Count; i++)
            {
                shapes.Add(node.Output[i], outputs[i]);
            }

            if (outputs.Count < node.Output.Count)
            {
                throw new InvalidDataException($"{Describe(node)} has {node.Output.Count} outputs, {outputs.Count} are known");
            }
        }

        return shapes;
    }

    private void Add(string name, ShapedTensor tensor)
    {
        if (tensor.Sizes.Length > BundleLimits.TensorRank || tensor.Sizes.Any(s => s.Size < 0) || tensor.Count > MaxElements)
        {
            throw new InvalidDataException($"the tensor {Wording.Quote(name)} is [{string.Join(", ", tensor.Sizes.Take(BundleLimits.TensorRank + 1).Select(s => s.Size))}]");
        }

        if (!_tensors.TryAdd(name, tensor))
        {
            throw new InvalidDataException($"the tensor {Wording.Quote(name)} stands twice");
        }
    }

    /// <summary>Sizes of an input with the names of the free ones.</summary>
    private static Dim[] Name(ValueInfoProto input, long[] sizes)
    {
        IList<TensorShapeProto.Types.Dimension> stated = input.Type?.TensorType?.Shape?.Dim ?? [];
        return
        [
            .. sizes.Select((size, i) => i >= stated.Count || stated[i].HasDimValue ? Dim.Fixed(size)
                : new Dim(size, stated[i].DimParam is { Length: > 0 } name && !char.IsAsciiDigit(name[0]) ? name : null)),
        ];
    }

    private int ElementBytes(int type) => type switch
    {
        Float16 => _widensHalf ? sizeof(float) : 2,
        UInt8 or Int8 or Bool => 1,
        Float32 or Int32 => 4,
        Int64 or Float64 => 8,
        _ => throw new InvalidDataException($"the element type {type} is not known"),
    };

    private static Dim[]? Integers(TensorProto tensor)
    {
        if (tensor.DataType != Int64 || tensor.Dims.Count > 1 || tensor.RawData.Length > MaxValues * sizeof(long))
        {
            return null;
        }

        long count = tensor.Dims.Count == 0 ? 1 : tensor.Dims[0];
        if (count * sizeof(long) != tensor.RawData.Length)
        {
            return null;
        }

        var values = new Dim[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Dim.Fixed(BinaryPrimitives.ReadInt64LittleEndian(tensor.RawData.Span[(i * sizeof(long))..]));
        }

        return values;
    }

    private static string Describe(NodeProto node) =>
        Wording.Quote(node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}");

    private ShapedTensor Input(NodeProto node, int index) => index < node.Input.Count
        ? this[node.Input[index]]
        : throw new InvalidDataException($"{Describe(node)} has {node.Input.Count} inputs");

    private Dim[] Dims(NodeProto node, int index) =>
        Input(node, index).Values ?? throw new InvalidDataException($"the sizes of {Describe(node)} follow from data");

    private long[] Values(NodeProto node, int index) => [.. Dims(node, index).Select(d => d.Size)];

    private static long Integer(NodeProto node, string name, long otherwise) => node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? otherwise;

    private static long[] IntegerList(NodeProto node, string name, params ReadOnlySpan<long> otherwise) =>
        node.Attribute.FirstOrDefault(a => a.Name == name)?.Ints is { Count: > 0 and <= MaxValues } list ? [.. list] : otherwise.ToArray();

    private static int Axis(NodeProto node, long axis, int rank)
    {
        long result = axis < 0 ? axis + rank : axis;
        return result >= 0 && result < rank ? (int)result : throw new InvalidDataException($"{Describe(node)} has no axis {axis}");
    }

    private static InvalidDataException Mismatch(NodeProto node) => new($"the inputs of {Describe(node)} do not fit together");
}

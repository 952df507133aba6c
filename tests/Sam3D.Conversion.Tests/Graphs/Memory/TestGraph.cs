using System.Runtime.InteropServices;
using Google.Protobuf;
using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion.Tests.Graphs.Memory;

/// <summary>Graphs of a few nodes, written by hand.</summary>
internal sealed class TestGraph
{
    public const int Float = 1, Int64 = 7, Half = 10;

    public GraphProto Proto { get; } = new();

    public Dictionary<string, long[]> Inputs { get; } = new(StringComparer.Ordinal);

    /// <summary>An input whose sizes the graph gives, but for a first one that is free where <paramref name="isFree"/> is set.</summary>
    public TestGraph Input(string name, bool isFree, params long[] sizes)
    {
        Inputs.Add(name, sizes);
        Proto.Input.Add(Value(name, [.. sizes.Select((s, i) => i == 0 && isFree ? -1 : s)]));
        return this;
    }

    public TestGraph Output(string name)
    {
        Proto.Output.Add(Value(name, []));
        return this;
    }

    public TestGraph Weight(string name, params long[] sizes)
    {
        Proto.Initializer.Add(new TensorProto { Name = name, DataType = Float, Dims = { sizes } });
        return this;
    }

    public TestGraph Integers(string name, params long[] values)
    {
        Proto.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = Int64,
            Dims = { values.Length },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)),
        });
        return this;
    }

    public TestGraph Node(string op, string inputs, string outputs, params (string Name, long Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Input = { inputs.Split(' ') }, Output = { outputs.Split(' ') } };
        node.Attribute.AddRange(attributes.Select(a => new AttributeProto { Name = a.Name, I = a.Value, Type = AttributeProto.Types.AttributeType.Int }));
        Proto.Node.Add(node);
        return this;
    }

    public GraphMemoryEstimate Estimate(GraphMemoryOptions? options = null) =>
        GraphMemory.Estimate(Proto, Inputs, options ?? GraphMemoryOptions.Cpu);

    public string Refused() => Assert.Throws<InvalidDataException>(() => Estimate()).Message;

    private static ValueInfoProto Value(string name, long[] sizes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(sizes.Select(s =>
            s < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "free" } : new TensorShapeProto.Types.Dimension { DimValue = s }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Float, Shape = shape } } };
    }
}

using System.Runtime.InteropServices;
using Google.Protobuf;
using Sam3D.Bundles;
using Sam3D.Conversion.OnnxFormat;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Records the networks' tensor operations as an ONNX graph: opset 20 plus the fused <c>com.microsoft</c> operators that have CUDA kernels.
/// Parameters are only referred to; their values are read when the graph is written.
/// </summary>
public sealed partial class OnnxGraphBuilder
{
    /// <summary>Operator set: the newest whose operators all have CUDA kernels.</summary>
    public const int Opset = 20;

    private const string Microsoft = "com.microsoft";
    private const int FloatType = 1;
    private const int Int32Type = 6;
    private const int Int64Type = 7;

    private readonly ICheckpoint _checkpoint;
    private readonly GraphProto _graph;
    private readonly List<TensorSpec> _inputs = [];
    private readonly List<TensorSpec> _outputs = [];
    private readonly Dictionary<string, GraphTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphValue> _integers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphValue> _ones = new(StringComparer.Ordinal);
    private readonly Dictionary<GraphValue, GraphValue> _onePlus = [];
    private readonly Dictionary<(GraphValue Like, int Width), GraphValue> _entryShapes = [];
    private readonly Dictionary<GraphValue, GraphValue> _entrySizes = [];
    private int _counter;

    /// <summary>Starts a graph.</summary>
    /// <param name="name">Name of the graph.</param>
    /// <param name="checkpoint">Where parameters come from; must stay open until the graph is written.</param>
    /// <param name="precision">How weights are stored and products computed.</param>
    public OnnxGraphBuilder(string name, ICheckpoint checkpoint, GraphPrecision precision = GraphPrecision.Float32)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(checkpoint);
        _checkpoint = checkpoint;
        Precision = precision;
        _graph = new GraphProto { Name = name };
    }

    /// <summary>How weights are stored and products computed. Inputs and outputs are float32.</summary>
    public GraphPrecision Precision { get; }

    /// <summary>Whether attention is computed in float32 by a graph of <see cref="GraphPrecision.Float16"/> too. Default false.</summary>
    public bool Float32Attention { get; init; }

    /// <summary>
    /// Whether a graph of <see cref="GraphPrecision.Float16"/> only stores its weights so, and computes in float32: for processors, which widen them when they load the graph in any
    /// case, and would narrow and widen every value in between. Default false.
    /// </summary>
    public bool Float32Products { get; init; }

    /// <summary>What becomes 8-bit with <see cref="GraphPrecision.Int8"/>.</summary>
    internal Int8Layout Int8 { get; init; } = new();

    /// <summary>Inputs in order.</summary>
    public IReadOnlyList<TensorSpec> Inputs => _inputs;

    /// <summary>Outputs in order.</summary>
    public IReadOnlyList<TensorSpec> Outputs => _outputs;

    internal GraphProto Graph => _graph;

    /// <summary>The stored tensors in order of first use.</summary>
    internal IReadOnlyCollection<GraphTensor> Tensors => _tensors.Values;

    /// <summary>Declares a float32 input.</summary>
    /// <param name="name">Name in the graph.</param>
    /// <param name="shape">
    /// Sizes; −1 is a free size: the batch, the same for all tensors, on the first axis, and a size of its own on any other. Other negative numbers
    /// are further free sizes, equal where the numbers are.
    /// </param>
    public GraphValue Input(string name, params ReadOnlySpan<long> shape) => DeclareInput(name, FloatType, shape);

    /// <summary>Declares an int32 input: row numbers.</summary>
    /// <param name="name">Name in the graph.</param>
    /// <param name="shape">Sizes; negative numbers are free sizes, as in <see cref="Input"/>.</param>
    public GraphValue IndexInput(string name, params ReadOnlySpan<long> shape) => DeclareInput(name, Int32Type, shape);

    /// <summary>Declares an output.</summary>
    /// <param name="name">Name in the graph.</param>
    /// <param name="value">The value.</param>
    /// <param name="shape">Sizes; negative numbers are free sizes, as in <see cref="Input"/>.</param>
    public void Output(string name, GraphValue value, params ReadOnlySpan<long> shape)
    {
        Emit("Identity", [value], outputs: [name]);
        _graph.Output.Add(ValueInfo(name, FloatType, shape));
        _outputs.Add(Spec(name, shape));
    }

    private GraphValue DeclareInput(string name, int type, ReadOnlySpan<long> shape)
    {
        _graph.Input.Add(ValueInfo(name, type, shape));
        _inputs.Add(Spec(name, shape) with { Type = type == Int32Type ? TensorElement.Int32 : TensorElement.Float32 });
        return new GraphValue(name);
    }

    private static TensorSpec Spec(string name, ReadOnlySpan<long> shape) => new(name, [.. shape.ToArray().Select(size => Math.Max(size, -1))]);

    private static ValueInfoProto ValueInfo(string name, int type, ReadOnlySpan<long> shape)
    {
        var dims = new TensorShapeProto();
        for (int axis = 0; axis < shape.Length; axis++)
        {
            // ONNX Runtime takes sizes of one name for equal.
            long size = shape[axis];
            string free = size < -1 ? $"free{-size}" : axis == 0 ? "batch" : $"{name}.{axis}";
            dims.Dim.Add(size < 0
                ? new TensorShapeProto.Types.Dimension { DimParam = free }
                : new TensorShapeProto.Types.Dimension { DimValue = size });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = dims } },
        };
    }

    private GraphValue Emit(string op, ReadOnlySpan<GraphValue> inputs, string domain = "", params ReadOnlySpan<AttributeProto> attributes) =>
        EmitMany(op, inputs, 1, domain, attributes)[0];

    private void Emit(string op, ReadOnlySpan<GraphValue> inputs, ReadOnlySpan<string> outputs) =>
        AddNode(op, inputs, outputs, "", []);

    private GraphValue[] EmitMany(
        string op, ReadOnlySpan<GraphValue> inputs, int outputs, string domain = "", params ReadOnlySpan<AttributeProto> attributes)
    {
        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => $"v{_counter++}")];
        AddNode(op, inputs, names, domain, attributes);
        return [.. names.Select(n => new GraphValue(n))];
    }

    private void AddNode(
        string op, ReadOnlySpan<GraphValue> inputs, ReadOnlySpan<string> outputs, string domain, ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = op };
        if (domain.Length > 0)
        {
            node.Domain = domain;
        }

        foreach (GraphValue input in inputs)
        {
            node.Input.Add(Store(Widened(op, input)));
        }

        // Storing an input may add a node before this one.
        node.Name = $"{op}_{_graph.Node.Count}";

        foreach (string output in outputs)
        {
            node.Output.Add(output);
        }

        foreach (AttributeProto attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
    }

    /// <summary>Stores a parameter on its first use.</summary>
    private string Store(GraphValue value)
    {
        WriteDeferred(value);
        if (_views.ContainsKey(value))
        {
            value = SingleView(value);
        }

        if (value.Parameter is { } parameter)
        {
            _tensors.TryAdd(parameter.Name, parameter);
        }

        return value.Name;
    }

    private GraphValue Integers(params ReadOnlySpan<long> values)
    {
        string key = string.Join(',', values.ToArray());
        if (!_integers.TryGetValue(key, out GraphValue? value))
        {
            value = new GraphValue($"i{_integers.Count}");
            _integers.Add(key, value);
            _graph.Initializer.Add(new TensorProto
            {
                Name = value.Name,
                DataType = Int64Type,
                Dims = { values.Length },
                RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
            });
        }

        return value;
    }

    private static AttributeProto Int(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private static AttributeProto Float(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    private static AttributeProto Ints(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        foreach (long value in values)
        {
            attribute.Ints.Add(value);
        }

        return attribute;
    }
}

using Sam3D.Bundles;

namespace Sam3D.Conversion;

/// <content>
/// Products in other precisions than float32. A float16 product gives a value that stands as float16 in the graph; the cast to float32 is written when an operation first
/// wants it so. Operations that only move values go on with what is there, so that no value is cast forth and back, nor twice.
/// </content>
public sealed partial class OnnxGraphBuilder
{
    private const int Float16Type = 10;

    // Activations are quantised too, in the blocks of the weights: only then does the CPU have 8-bit products.
    private const int Int8Activations = 4;

    // float32 values to their float16 form, and those that exist in that form alone.
    private readonly Dictionary<GraphValue, GraphValue> _halves = [];
    private readonly HashSet<GraphValue> _deferred = [];

    // Weights in another shape, which are written in the type that is wanted.
    private readonly Dictionary<GraphValue, (GraphValue Source, Func<GraphValue, GraphValue> Operation)> _views = [];
    private readonly Dictionary<GraphValue, GraphValue> _singles = [];

    // Weights that are float16 in the file alone, by their names.
    private readonly Dictionary<string, GraphValue> _widened = new(StringComparer.Ordinal);

    /// <summary>Whether products are float16.</summary>
    private bool IsHalf => Precision == GraphPrecision.Float16 && !Float32Products;

    private bool WidensWeights => Precision == GraphPrecision.Float16 && Float32Products;

    /// <summary>x · weightᵀ in the precision of the graph; float32.</summary>
    private GraphValue Product(GraphValue x, GraphValue weight)
    {
        GraphTensor stored = weight.Parameter ?? throw new ArgumentException("The weight of a linear layer must be a parameter.", nameof(weight));
        if (Precision == GraphPrecision.Int8 && Int8.Takes(stored))
        {
            var quantized = new QuantizedWeight(stored, Int8.BlockSize);
            return Emit(
                "MatMulNBits",
                [x, new GraphValue(quantized.Integers), new GraphValue(quantized.Scales)],
                Microsoft,
                Int("K", stored.Shape[1]),
                Int("N", stored.Shape[0]),
                Int("bits", 8),
                Int("block_size", Int8.BlockSize),
                Int("accuracy_level", Int8Activations));
        }

        return Narrow("MatMul", x, new GraphValue(stored.Transposed()));
    }

    /// <summary>An operation on a value and a weight, both float16 where the graph is; the result is float32.</summary>
    private GraphValue Narrow(string op, GraphValue a, GraphValue b, params ReadOnlySpan<OnnxFormat.AttributeProto> attributes) => IsHalf
        ? Single(Emit(op, [Half(a), Half(b)], "", attributes))
        : Emit(op, [a, b], "", attributes);

    /// <summary>A convolution; its bias, which is float32, is added after a float16 one.</summary>
    private GraphValue Convolution(
        string op, GraphValue x, GraphValue weight, GraphValue bias, int spatialAxes, params ReadOnlySpan<OnnxFormat.AttributeProto> attributes)
    {
        if (!IsHalf)
        {
            return Emit(op, [x, weight, bias], "", attributes);
        }

        long[] channels = [-1, .. Enumerable.Repeat(1L, spatialAxes)];
        return Add(Narrow(op, x, weight, attributes), Reshape(bias, channels));
    }

    /// <summary>Attention on float32 values, in float16 where the graph is and keys need not be more exact.</summary>
    private GraphValue FusedAttention(
        GraphValue q, GraphValue k, GraphValue v, GraphValue? bias, params ReadOnlySpan<OnnxFormat.AttributeProto> attributes)
    {
        bool half = IsHalf && !Float32Attention;
        GraphValue Operand(GraphValue x) => half ? Half(x) : x;

        // Between values and bias stand the bias of the projections and a mask of keys.
        GraphValue none = new("");
        GraphValue[] operands = [Operand(q), Operand(k), Operand(v), .. bias is null ? (GraphValue[])[] : [none, none, Operand(bias)]];
        GraphValue result = Emit("MultiHeadAttention", operands, Microsoft, attributes);
        return half ? Single(result) : result;
    }

    /// <summary>The float16 form of a float32 value; a parameter is stored in it.</summary>
    private GraphValue Half(GraphValue x)
    {
        if (x.Parameter is { } parameter)
        {
            return new GraphValue(parameter.ToHalf());
        }

        if (!_halves.TryGetValue(x, out GraphValue? half))
        {
            half = _views.TryGetValue(x, out var view) ? view.Operation(Half(view.Source)) : Emit("Cast", [x], "", Int("to", Float16Type));
            _halves.Add(x, half);
        }

        return half;
    }

    /// <summary>A float32 value that stands in the graph as float16.</summary>
    private GraphValue Single(GraphValue half)
    {
        var value = new GraphValue($"v{_counter++}");
        _halves.Add(value, half);
        _deferred.Add(value);
        return value;
    }

    /// <summary>An operation that moves the elements of a value and computes nothing.</summary>
    private GraphValue Move(GraphValue x, Func<GraphValue, GraphValue> operation)
    {
        if (!(IsHalf && IsWeight(x)))
        {
            return Move(x, value => (GraphValue[])[operation(value)])[0];
        }

        var view = new GraphValue("");
        _views.Add(view, (x, operation));
        return view;
    }

    private GraphValue[] Move(GraphValue x, Func<GraphValue, GraphValue[]> operation) =>
        _deferred.Contains(x) ? [.. operation(_halves[x]).Select(Single)] : operation(x);

    /// <summary>Whether a value is a checkpoint's tensor, moved at most.</summary>
    private bool IsWeight(GraphValue x) => x.Parameter is { IsConstant: false } || _views.ContainsKey(x);

    private static bool IsConstant(GraphValue x) => x.Parameter is { IsConstant: true };

    /// <summary>The float32 form of a weight in another shape.</summary>
    private GraphValue SingleView(GraphValue view)
    {
        if (!_singles.TryGetValue(view, out GraphValue? single))
        {
            (GraphValue source, Func<GraphValue, GraphValue> operation) = _views[view];
            single = operation(_views.ContainsKey(source) ? SingleView(source) : source);
            _singles.Add(view, single);
        }

        return single;
    }

    /// <summary>
    /// An input of a float32 node: where weights are narrow in the file alone, that of a product or a convolution becomes a cast, which runtimes compute when they
    /// load the graph.
    /// </summary>
    private GraphValue Widened(string op, GraphValue input)
    {
        if (!WidensWeights || op is not ("MatMul" or "Gemm" or "Conv" or "ConvTranspose")
            || input.Parameter is not { IsConstant: false, Element: GraphElement.Float32, Shape.Length: > 1 } weight)
        {
            return input;
        }

        if (!_widened.TryGetValue(weight.Name, out GraphValue? widened))
        {
            widened = Emit("Cast", [new GraphValue(weight.ToHalf())], "", Int("to", FloatType));
            _widened.Add(weight.Name, widened);
        }

        return widened;
    }

    /// <summary>Writes the cast of a value that stands as float16 and is now wanted as float32.</summary>
    private void WriteDeferred(GraphValue value)
    {
        if (_deferred.Remove(value))
        {
            AddNode("Cast", [_halves[value]], [value.Name], "", [Int("to", FloatType)]);
        }
    }
}

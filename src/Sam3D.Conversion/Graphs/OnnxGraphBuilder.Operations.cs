using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <content>The operations, in the order of <see cref="ITensorOps{T}"/>.</content>
public sealed partial class OnnxGraphBuilder : ITensorOps<GraphValue>, INetworkBuilder<GraphValue>
{
    // Small enough to vanish beside any sum of squares that is not zero, and a normal float32.
    private const float RmsEpsilon = 1e-24f;

    ITensorOps<GraphValue> INetworkBuilder<GraphValue>.Ops => this;

    /// <inheritdoc/>
    public GraphValue Parameter(string name, params ReadOnlySpan<long> shape)
    {
        if (!_checkpoint.Tensors.TryGetValue(name, out CheckpointTensor? stored))
        {
            throw OperandChecks.Missing(CheckpointName, name, shape);
        }

        OperandChecks.RequireShape(CheckpointName, name, [.. stored.Shape], shape);
        return new GraphValue(new GraphTensor(name, shape.ToArray(), () => _checkpoint.ReadSingle(name)) { File = CheckpointName });
    }

    /// <inheritdoc/>
    public GraphValue Constant(float[] values, params ReadOnlySpan<long> shape)
    {
        OperandChecks.RequireCount(values, shape);
        return new GraphValue(new GraphTensor($"c{_counter++}", shape.ToArray(), () => values) { IsConstant = true });
    }

    /// <inheritdoc/>
    public GraphValue Add(GraphValue a, GraphValue b) => Emit("Add", [a, b]);

    /// <inheritdoc/>
    public GraphValue Subtract(GraphValue a, GraphValue b) => Emit("Sub", [a, b]);

    /// <inheritdoc/>
    public GraphValue Multiply(GraphValue a, GraphValue b) => Emit("Mul", [a, b]);

    /// <inheritdoc/>
    public GraphValue Divide(GraphValue a, GraphValue b) => Emit("Div", [a, b]);

    /// <inheritdoc/>
    /// <remarks>Computed constants, such as those that resize a position table, stay float32.</remarks>
    public GraphValue MatMul(GraphValue a, GraphValue b) =>
        (IsWeight(a) || IsWeight(b)) && !IsConstant(a) && !IsConstant(b) ? Narrow("MatMul", a, b) : Emit("MatMul", [a, b]);

    /// <inheritdoc/>
    public GraphValue Linear(GraphValue x, GraphValue weight, GraphValue? bias)
    {
        GraphValue product = Product(x, weight);
        return bias is null ? product : Add(product, bias);
    }

    /// <inheritdoc/>
    public GraphValue LinearGelu(GraphValue x, GraphValue weight, GraphValue bias, GeluKind kind) =>
        Emit(kind == GeluKind.Erf ? "BiasGelu" : "FastGelu", [Product(x, weight), bias], Microsoft);

    /// <inheritdoc/>
    public GraphValue LayerNorm(GraphValue x, GraphValue? weight, GraphValue? bias, int width, float epsilon) =>
        // ONNX Runtime's fusions crash on an optional input that is present but empty, so a missing bias is left out.
        Emit(
            "LayerNormalization",
            bias is null ? [x, weight ?? Ones(width)] : [x, weight ?? Ones(width), bias],
            "",
            Int("axis", -1),
            Float("epsilon", epsilon));

    /// <inheritdoc/>
    public GraphValue ModulatedLayerNorm(GraphValue x, GraphValue shift, GraphValue scale, int width, float epsilon)
    {
        // One modulation for the whole batch is an affine layer norm whose parameters are computed: one operator instead of three.
        if (!_onePlus.TryGetValue(scale, out GraphValue? gain))
        {
            gain = Add(scale, Ones(width));
            _onePlus.Add(scale, gain);
        }

        return Emit("LayerNormalization", [x, gain, shift], "", Int("axis", -1), Float("epsilon", epsilon));
    }

    /// <inheritdoc/>
    public GraphValue RmsNorm(GraphValue x, GraphValue gain, int groups, int width) =>
        Emit("SimplifiedLayerNormalization", [x, Reshape(gain, 1, groups, width)], "", Int("axis", -1), Float("epsilon", RmsEpsilon));

    /// <inheritdoc/>
    public GraphValue Attention(GraphValue q, GraphValue k, GraphValue v, int heads, GraphValue? bias = null) =>
        FusedAttention(q, k, v, bias, Int("num_heads", heads));

    /// <inheritdoc/>
    public GraphValue Silu(GraphValue x) => Multiply(x, Emit("Sigmoid", [x]));

    /// <inheritdoc/>
    public GraphValue Cos(GraphValue x) => Emit("Cos", [x]);

    /// <inheritdoc/>
    public GraphValue Sin(GraphValue x) => Emit("Sin", [x]);

    /// <inheritdoc/>
    public GraphValue FiniteMask(GraphValue x)
    {
        GraphValue finite = Emit("Cast", [Emit("Not", [NonFinite(x)])], "", Int("to", FloatType));
        return Emit("ReduceMin", [finite, Integers(-1)], "", Int("keepdims", 1));
    }

    /// <inheritdoc/>
    public GraphValue ZeroNonFinite(GraphValue x) => Emit("Where", [NonFinite(x), Constant([0f], 1), x]);

    /// <inheritdoc/>
    public GraphValue Conv2d(GraphValue x, GraphValue weight, GraphValue bias, int stride) =>
        Convolution("Conv", x, weight, bias, 2, Ints("strides", stride, stride));

    /// <inheritdoc/>
    public GraphValue Conv3d(GraphValue x, GraphValue weight, GraphValue bias, int kernel, int stride, int padding) =>
        Convolution(
            "Conv",
            x,
            weight,
            bias,
            3,
            Ints("kernel_shape", kernel, kernel, kernel),
            Ints("strides", stride, stride, stride),
            Ints("pads", padding, padding, padding, padding, padding, padding));

    /// <inheritdoc/>
    public GraphValue Reshape(GraphValue x, params ReadOnlySpan<long> shape)
    {
        GraphValue sizes = Integers(shape);
        return Move(x, value => Emit("Reshape", [value, sizes]));
    }

    /// <inheritdoc/>
    public GraphValue Entries(GraphValue x, GraphValue like, int width)
    {
        if (!_entryShapes.TryGetValue((like, width), out GraphValue? shape))
        {
            shape = Emit("Concat", [Emit("Shape", [like], "", Int("start", 0), Int("end", 2)), Integers(width)], "", Int("axis", 0));
            _entryShapes.Add((like, width), shape);
        }

        return Move(x, value => Emit("Reshape", [value, shape]));
    }

    /// <inheritdoc/>
    public GraphValue FirstEntry(GraphValue x, GraphValue like)
    {
        if (!_entrySizes.TryGetValue(like, out GraphValue? size))
        {
            size = Emit("Shape", [like], "", Int("start", 1), Int("end", 2));
            _entrySizes.Add(like, size);
        }

        return Move(x, value => Emit("Slice", [value, Integers(0), size, Integers(0)]));
    }

    /// <inheritdoc/>
    public GraphValue Transpose(GraphValue x, params ReadOnlySpan<int> permutation)
    {
        long[] perm = new long[permutation.Length];
        for (int i = 0; i < perm.Length; i++)
        {
            perm[i] = permutation[i];
        }

        return Move(x, value => Emit("Transpose", [value], "", Ints("perm", perm)));
    }

    /// <inheritdoc/>
    public GraphValue Expand(GraphValue x, params ReadOnlySpan<long> shape)
    {
        GraphValue sizes = Integers(shape);
        return Move(x, value => Emit("Expand", [value, sizes]));
    }

    /// <inheritdoc/>
    public GraphValue Concat(int axis, params ReadOnlySpan<GraphValue> parts)
    {
        bool isHalf = true, any = false;
        foreach (GraphValue part in parts)
        {
            any |= _deferred.Contains(part);
            isHalf &= part.Parameter is not null || _deferred.Contains(part);
        }

        if (!(isHalf && any))
        {
            return Emit("Concat", parts, "", Int("axis", axis));
        }

        var halves = new GraphValue[parts.Length];
        for (int i = 0; i < halves.Length; i++)
        {
            halves[i] = Half(parts[i]);
        }

        return Single(Emit("Concat", halves, "", Int("axis", axis)));
    }

    /// <inheritdoc/>
    public GraphValue[] Split(GraphValue x, int axis, params ReadOnlySpan<long> sizes)
    {
        if (axis == 0 && x.Parameter is { } parameter)
        {
            return [.. parameter.Rows(sizes).Select(part => new GraphValue(part))];
        }

        int count = sizes.Length;
        GraphValue stored = Integers(sizes);
        return Move(x, value => EmitMany("Split", [value, stored], count, "", Int("axis", axis)));
    }

    /// <inheritdoc/>
    public GraphValue Gather(GraphValue x, int axis, long[] indices) =>
        Move(x, value => Emit("Gather", [value, Integers(indices)], "", Int("axis", axis)));

    private string CheckpointName => (_checkpoint as CheckpointView)?.FileName ?? "The checkpoint";

    private static string Text(ReadOnlySpan<long> shape) => OperandChecks.Text(shape);

    private GraphValue NonFinite(GraphValue x) => Emit("Or", [Emit("IsNaN", [x]), Emit("IsInf", [x])]);

    private GraphValue Ones(int width)
    {
        string key = width.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!_ones.TryGetValue(key, out GraphValue? value))
        {
            float[] ones = new float[width];
            Array.Fill(ones, 1f);
            value = Constant(ones, width);
            _ones.Add(key, value);
        }

        return value;
    }
}

namespace Sam3D.Conversion;

/// <content>Operations on pictures. Height and width may be free, so shapes that depend on them are computed in the graph, from shapes alone.</content>
public sealed partial class OnnxGraphBuilder
{
    /// <inheritdoc/>
    public GraphValue Relu(GraphValue x) => Emit("Relu", [x]);

    /// <inheritdoc/>
    public GraphValue ReplicatePad2d(GraphValue x, int padding)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(padding);

        // Pad has had a new version in almost every opset, so that whether the CUDA provider takes this one depends on its release. It takes these.
        long[] first = new long[padding], last = new long[padding];
        Array.Fill(last, -1);
        for (int axis = 2; axis < 4 && padding > 0; axis++)
        {
            x = Concat(axis, Gather(x, axis, first), x, Gather(x, axis, last));
        }

        return x;
    }

    /// <inheritdoc/>
    public GraphValue ConvTranspose2d(GraphValue x, GraphValue weight, GraphValue bias, int stride) =>
        Convolution("ConvTranspose", x, weight, bias, 2, Ints("kernel_shape", stride, stride), Ints("strides", stride, stride));

    /// <inheritdoc/>
    public GraphValue GroupNorm(GraphValue x, GraphValue weight, GraphValue bias, int groups, int channels, float epsilon)
    {
        // ONNX's GroupNormalization has no kernel on CUDA. An instance norm whose instances are the groups is the same.
        GraphValue zeros = Constant(new float[groups], groups);
        GraphValue h = Emit("InstanceNormalization", [Reshape(x, 0, groups, -1), Ones(groups), zeros], "", Float("epsilon", epsilon)); // [B, G, C·H·W / G]
        h = Emit("Reshape", [h, Emit("Shape", [x])]);
        return Add(Multiply(h, Reshape(weight, channels, 1, 1)), Reshape(bias, channels, 1, 1));
    }

    /// <inheritdoc/>
    public GraphValue Skip(GraphValue x, int axis, int count) =>
        Move(x, value => Emit("Slice", [value, Integers(count), Integers(long.MaxValue), Integers(axis)]));

    /// <inheritdoc/>
    public GraphValue Take(GraphValue x, int axis, int count) =>
        Move(x, value => Emit("Slice", [value, Integers(0), Integers(count), Integers(axis)]));

    /// <inheritdoc/>
    public GraphValue Unflatten(GraphValue x, GraphValue grid)
    {
        GraphValue sizes = Emit("Shape", [grid], "", Int("start", 2), Int("end", 4));
        return Emit("Reshape", [x, Emit("Concat", [Integers(0, 0), sizes], "", Int("axis", 0))]);
    }
}

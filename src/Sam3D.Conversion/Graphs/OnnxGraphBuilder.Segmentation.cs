using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion;

/// <content>The operations of the segmentation networks.</content>
public sealed partial class OnnxGraphBuilder
{
    /// <inheritdoc/>
    public GraphValue Conv2d(GraphValue x, GraphValue weight, GraphValue? bias, int stride, int padding, int groups)
    {
        AttributeProto[] attributes = [Ints("strides", stride, stride), Ints("pads", padding, padding, padding, padding), Int("group", groups)];
        return bias is null ? Narrow("Conv", x, weight, attributes) : Convolution("Conv", x, weight, bias, 2, attributes);
    }

    /// <inheritdoc/>
    public GraphValue BatchNorm2d(GraphValue x, GraphValue weight, GraphValue bias, GraphValue mean, GraphValue variance, float epsilon) =>
        Emit("BatchNormalization", [x, weight, bias, mean, variance], "", Float("epsilon", epsilon));

    /// <inheritdoc/>
    public GraphValue MaxPool2d(GraphValue x, int size) => Emit("MaxPool", [x], "", Ints("kernel_shape", size, size), Ints("strides", size, size));

    /// <inheritdoc/>
    public GraphValue Gelu(GraphValue x) => Emit("Gelu", [x], Microsoft);

    /// <inheritdoc/>
    public GraphValue Sigmoid(GraphValue x) => Emit("Sigmoid", [x]);

    /// <inheritdoc/>
    public GraphValue EqualTo(GraphValue x, float value) => Emit("Cast", [Emit("Equal", [x, Scalar(value)])], "", Int("to", FloatType));

    /// <inheritdoc/>
    public GraphValue RepeatBatch(GraphValue x, GraphValue like)
    {
        // Sizes of 1 broadcast, so that the other axes of x need not be known.
        GraphValue batch = Emit("Shape", [like], "", Int("start", 0), Int("end", 1));
        GraphValue ones = Emit("Shape", [x], "", Int("start", 1));
        return Emit("Expand", [x, Emit("Concat", [batch, ones], "", Int("axis", 0))]);
    }

    /// <inheritdoc/>
    public GraphValue ScaledAttention(GraphValue q, GraphValue k, GraphValue v, int heads, float scale) =>
        FusedAttention(q, k, v, Int("num_heads", heads), Float("scale", scale));

    /// <inheritdoc/>
    public GraphValue BiasedAttention(GraphValue q, GraphValue k, GraphValue v, GraphValue bias, int heads)
    {
        // The inputs between are the bias of the projections and a mask of keys, which are not used.
        GraphValue none = new("");
        AttributeProto[] attributes = [Int("num_heads", heads)];
        return IsHalf && !Float32Attention
            ? Single(Emit("MultiHeadAttention", [Half(q), Half(k), Half(v), none, none, Half(bias)], Microsoft, attributes))
            : Emit("MultiHeadAttention", [q, k, v, none, none, bias], Microsoft, attributes);
    }
}

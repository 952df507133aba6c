namespace Sam3D.Conversion;

/// <content>Operations of the segmentation networks.</content>
internal sealed partial class ShapeOps
{
    public TensorShape Conv2d(TensorShape x, TensorShape weight, TensorShape? bias, int stride, int padding, int groups)
    {
        Require(
            x.Sizes.Count == 4 && weight.Sizes.Count == 4 && x.Sizes[1] == weight.Sizes[1] * groups && weight.Sizes[0] % groups == 0,
            $"{x} cannot be convolved with {weight} in {groups} groups");
        long[] sizes =
        [
            x.Sizes[0], weight.Sizes[0], .. x.Sizes.Zip(weight.Sizes).Skip(2).Select(p => ((p.First + (2 * padding) - p.Second) / stride) + 1),
        ];
        _convolutions.Add(new Convolution(sizes[0] * sizes[2] * sizes[3], weight.Sizes[1], weight.Sizes[0], weight.Sizes[2] * weight.Sizes[3]));
        return Like(sizes, x, weight);
    }

    public TensorShape BatchNorm2d(TensorShape x, TensorShape weight, TensorShape bias, TensorShape mean, TensorShape variance, float epsilon)
    {
        Require(weight.Count == x.Sizes[1], $"{x} has no {weight.Count} channels");
        return Like(x.Sizes, x, weight);
    }

    public TensorShape MaxPool2d(TensorShape x, int size) => Like([x.Sizes[0], x.Sizes[1], x.Sizes[2] / size, x.Sizes[3] / size], x);

    public TensorShape Gelu(TensorShape x) => x;

    public TensorShape Sigmoid(TensorShape x) => x;

    public TensorShape EqualTo(TensorShape x, float value) => x;

    public TensorShape RepeatBatch(TensorShape x, TensorShape like) => Like([like.Sizes[0], .. x.Sizes.Skip(1)], x, like);

    public TensorShape ScaledAttention(TensorShape q, TensorShape k, TensorShape v, int heads, float scale)
    {
        (long batch, long queries, long width, long keys, long values) = (q.Sizes[0], q.Sizes[1], q.Sizes[2], k.Sizes[1], v.Sizes[2]);
        Require(
            width % heads == 0 && values % heads == 0 && k.Sizes.SequenceEqual([batch, keys, width]) && v.Sizes.SequenceEqual([batch, keys, values]),
            $"{q}, {k} and {v} do not fit each other and {heads} heads");
        TensorShape scores = Multiply(q, k, batch * heads, queries, width / heads, keys, [batch, heads, queries, keys]);
        return Multiply(scores, v, batch * heads, queries, keys, values / heads, [batch, queries, values]);
    }

    public TensorShape BiasedAttention(TensorShape q, TensorShape k, TensorShape v, TensorShape bias, int heads)
    {
        Require(bias.Sizes.SequenceEqual([1, heads, q.Sizes[1], k.Sizes[1]]), $"the bias {bias} does not fit {q} and {k}");
        return Attention(q, k, v, heads);
    }
}

using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <content>The operations, in the order of <see cref="ITensorOps{T}"/>.</content>
internal sealed partial class ShapeOps : ITensorOps<TensorShape>
{
    public TensorShape Parameter(string name, params ReadOnlySpan<long> shape)
    {
        _parameters[name] = shape.ToArray();
        return new TensorShape(shape.ToArray(), isConstant: true);
    }

    public TensorShape Constant(float[] values, params ReadOnlySpan<long> shape)
    {
        var constant = new TensorShape(shape.ToArray(), isConstant: true);
        Require(constant.Count == values.Length, $"{values.Length} values for {constant}");
        return constant;
    }

    public TensorShape Add(TensorShape a, TensorShape b) => Broadcast(a, b);

    public TensorShape Subtract(TensorShape a, TensorShape b) => Broadcast(a, b);

    public TensorShape Multiply(TensorShape a, TensorShape b) => Broadcast(a, b);

    public TensorShape Divide(TensorShape a, TensorShape b) => Broadcast(a, b);

    public TensorShape MatMul(TensorShape a, TensorShape b)
    {
        Require(a.Sizes[^1] == b.Sizes[^2], $"{a} cannot be multiplied by {b}");
        long[] batch = Broadcast([.. a.Sizes.SkipLast(2)], [.. b.Sizes.SkipLast(2)]);
        (long rows, long inner, long columns) = (a.Sizes[^2], a.Sizes[^1], b.Sizes[^1]);
        return Multiply(a, b, Product(batch), rows, inner, columns, [.. batch, rows, columns]);
    }

    public TensorShape Linear(TensorShape x, TensorShape weight, TensorShape? bias)
    {
        (long output, long input) = (weight.Sizes[0], weight.Sizes[1]);
        Require(x.Sizes[^1] == input, $"{x} does not fit the weight {weight}");
        Require(bias is null || bias.Count == output, $"{bias} does not fit the weight {weight}");
        long rows = x.Sizes.Count > 1 ? x.Sizes[^2] : 1;
        return Multiply(x, weight, x.Count / input / rows, rows, input, output, [.. x.Sizes.SkipLast(1), output]);
    }

    public TensorShape LinearGelu(TensorShape x, TensorShape weight, TensorShape bias, GeluKind kind) => Linear(x, weight, bias);

    public TensorShape LayerNorm(TensorShape x, TensorShape? weight, TensorShape? bias, int width, float epsilon)
    {
        Require(x.Sizes[^1] == width, $"{x} does not end with {width}");
        return x;
    }

    public TensorShape ModulatedLayerNorm(TensorShape x, TensorShape shift, TensorShape scale, int width, float epsilon)
    {
        Require(x.Sizes[^1] == width && shift.Count == width && scale.Count == width, $"{x} does not end with {width}");
        return Like(x.Sizes, x, shift, scale);
    }

    public TensorShape RmsNorm(TensorShape x, TensorShape gain, int groups, int width)
    {
        Require(
            x.Sizes.Count == 3 && x.Sizes[1] == groups && x.Sizes[2] == width && gain.Sizes.SequenceEqual([groups, width]),
            $"{x} and {gain} do not end with [{groups}, {width}]");
        return x;
    }

    public TensorShape Attention(TensorShape q, TensorShape k, TensorShape v, int heads, TensorShape? bias = null)
    {
        (long batch, long queries, long width, long keys) = (q.Sizes[0], q.Sizes[1], q.Sizes[2], k.Sizes[^2]);
        Require(
            width % heads == 0 && k.Sizes.SequenceEqual(v.Sizes)
                && k.Sizes.SequenceEqual(k.Sizes.Count == 4 ? [batch, heads, keys, width / heads] : [batch, keys, width]),
            $"{q}, {k} and {v} do not fit each other and {heads} heads");
        Require(bias is null || bias.Sizes.SequenceEqual([1, bias.Sizes[1] == 1 ? 1 : heads, queries, keys]), $"{bias} does not fit {queries} queries and {keys} keys");
        TensorShape scores = Multiply(q, k, batch * heads, queries, width / heads, keys, [batch, heads, queries, keys]);
        return Multiply(scores, v, batch * heads, queries, keys, width / heads, [batch, queries, width]);
    }

    public TensorShape Silu(TensorShape x) => x;

    public TensorShape Cos(TensorShape x) => x;

    public TensorShape Sin(TensorShape x) => x;

    public TensorShape FiniteMask(TensorShape x) => Like([.. x.Sizes.SkipLast(1), 1], x);

    public TensorShape ZeroNonFinite(TensorShape x) => x;

    public TensorShape Conv2d(TensorShape x, TensorShape weight, TensorShape bias, int stride) => Convolve(x, weight, stride, padding: 0);

    public TensorShape Conv3d(TensorShape x, TensorShape weight, TensorShape bias, int kernel, int stride, int padding)
    {
        Require(weight.Sizes.Skip(2).All(s => s == kernel), $"{weight} is no kernel of {kernel}");
        return Convolve(x, weight, stride, padding);
    }

    public TensorShape Reshape(TensorShape x, params ReadOnlySpan<long> shape)
    {
        long[] sizes = shape.ToArray();
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = sizes[i] == 0 ? x.Sizes[i] : sizes[i];
        }

        int free = Array.IndexOf(sizes, -1);
        if (free >= 0)
        {
            sizes[free] = 1;
            sizes[free] = x.Count / Product(sizes);
        }

        Require(Product(sizes) == x.Count, $"{x} cannot become [{string.Join(", ", sizes)}]");
        return Like(sizes, x);
    }

    public TensorShape Entries(TensorShape x, TensorShape like, int width) => Reshape(x, like.Sizes[0], like.Sizes[1], width);

    public TensorShape FirstEntry(TensorShape x, TensorShape like)
    {
        Require(x.Sizes[0] == like.Sizes[0] * like.Sizes[1], $"{x} are not the rows of {like}");
        return Replace(x, 0, like.Sizes[1]);
    }

    public TensorShape Transpose(TensorShape x, params ReadOnlySpan<int> permutation)
    {
        int[] axes = permutation.ToArray();
        Require(axes.Order().SequenceEqual(Enumerable.Range(0, x.Sizes.Count)), $"[{string.Join(", ", axes)}] does not permute {x}");
        return Like([.. axes.Select(a => x.Sizes[a])], x);
    }

    public TensorShape Expand(TensorShape x, params ReadOnlySpan<long> shape) => Like(Broadcast(x.Sizes, shape.ToArray()), x);

    public TensorShape Concat(int axis, params ReadOnlySpan<TensorShape> parts)
    {
        long[] sizes = [.. parts[0].Sizes];
        foreach (TensorShape part in parts[1..])
        {
            Require(
                part.Sizes.Count == sizes.Length && Enumerable.Range(0, sizes.Length).All(i => i == axis || part.Sizes[i] == sizes[i]),
                $"{part} cannot be joined to {parts[0]} along axis {axis}");
            sizes[axis] += part.Sizes[axis];
        }

        return Like(sizes, parts!);
    }

    public TensorShape[] Split(TensorShape x, int axis, params ReadOnlySpan<long> sizes)
    {
        long[] cuts = sizes.ToArray();
        Require(cuts.Sum() == x.Sizes[axis], $"{x} cannot be cut into {string.Join(" + ", cuts)} along axis {axis}");
        return [.. cuts.Select(cut => Replace(x, axis, cut))];
    }

    public TensorShape Gather(TensorShape x, int axis, long[] indices)
    {
        Require(indices.All(i => i >= 0 && i < x.Sizes[axis]), $"an index lies outside of axis {axis} of {x}");
        return Replace(x, axis, indices.Length);
    }

    private static TensorShape Replace(TensorShape x, int axis, long size) => Like([.. x.Sizes.Select((s, i) => i == axis ? size : s)], x);
}

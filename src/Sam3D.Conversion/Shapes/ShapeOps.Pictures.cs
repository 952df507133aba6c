namespace Sam3D.Conversion;

/// <content>Operations on pictures and feature maps.</content>
internal sealed partial class ShapeOps
{
    public TensorShape Relu(TensorShape x) => x;

    public TensorShape ReplicatePad2d(TensorShape x, int padding) =>
        Like([x.Sizes[0], x.Sizes[1], x.Sizes[2] + (2 * padding), x.Sizes[3] + (2 * padding)], x);

    public TensorShape ConvTranspose2d(TensorShape x, TensorShape weight, TensorShape bias, int stride)
    {
        Require(x.Sizes[1] == weight.Sizes[0] && weight.Sizes.Skip(2).All(s => s == stride), $"{x} does not fit the weight {weight}");
        long[] sizes = [x.Sizes[0], weight.Sizes[1], x.Sizes[2] * stride, x.Sizes[3] * stride];

        // Every output cell comes from one input cell.
        _convolutions.Add(new Convolution(sizes[0] * sizes[2] * sizes[3], weight.Sizes[0], weight.Sizes[1], 1));
        return Like(sizes, x, weight);
    }

    public TensorShape GroupNorm(TensorShape x, TensorShape weight, TensorShape bias, int groups, int channels, float epsilon)
    {
        Require(x.Sizes[1] == channels && channels % groups == 0, $"{x} has no {channels} channels in {groups} groups");
        return x;
    }

    public TensorShape Skip(TensorShape x, int axis, int count)
    {
        Require(count <= x.Sizes[axis], $"{x} has fewer than {count} entries along axis {axis}");
        return Replace(x, axis, x.Sizes[axis] - count);
    }

    public TensorShape Take(TensorShape x, int axis, int count)
    {
        Require(count <= x.Sizes[axis], $"{x} has fewer than {count} entries along axis {axis}");
        return Replace(x, axis, count);
    }

    public TensorShape Unflatten(TensorShape x, TensorShape grid)
    {
        (long height, long width) = (grid.Sizes[^2], grid.Sizes[^1]);
        Require(x.Sizes[^1] == height * width, $"{x} cannot be cut into rows of {width}");
        return Like([.. x.Sizes.SkipLast(1), height, width], x);
    }
}

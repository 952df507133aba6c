using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <content>Operations of tracking and of concept prompts.</content>
internal sealed partial class ShapeOps
{
    public TensorShape Rotate(TensorShape x, RotaryTable table, int heads)
    {
        Require(x.Sizes.Count == 3 && x.Sizes[1] == table.Tokens && x.Sizes[2] == heads * 2 * table.Pairs, $"{x} does not fit {heads} heads of {table.Pairs} pairs");
        return x;
    }

    public TensorShape MaskedAttention(TensorShape q, TensorShape k, TensorShape v, TensorShape mask, int heads)
    {
        Require(mask.Sizes.SequenceEqual([k.Sizes[0], k.Sizes[1]]), $"the mask {mask} does not fit the keys {k}");
        return Attention(q, k, v, heads);
    }

    public TensorShape Clamp(TensorShape x, float lowest, float highest) => x;

    public TensorShape Log(TensorShape x) => x;

    public TensorShape Sum(TensorShape x, int axis) => Replace(x, axis, 1);
}

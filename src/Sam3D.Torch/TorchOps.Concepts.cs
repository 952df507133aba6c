using Sam3D.Networks;
using TorchSharp;

namespace Sam3D.Torch;

/// <content>Operations of tracking and of concept prompts.</content>
public sealed partial class TorchOps
{
    /// <inheritdoc/>
    public torch.Tensor Rotate(torch.Tensor x, RotaryTable table, int heads) => Run(
        () =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor cosines = torch.tensor(table.Cosines, [table.Tokens, 1, table.Pairs], dtype: _type);
            torch.Tensor sines = torch.tensor(table.Sines, [table.Tokens, 1, table.Pairs], dtype: _type);
            torch.Tensor pairs = x.reshape(x.shape[0], table.Tokens, heads, table.Pairs, 2);
            torch.Tensor a = pairs.select(4, 0), b = pairs.select(4, 1); // [B, N, heads, D / 2]
            torch.Tensor turned = torch.stack([a.mul(cosines).Minus(b.mul(sines)), a.mul(sines).Plus(b.mul(cosines))], 4);
            return turned.reshape(x.shape).MoveToOuterDisposeScope();
        },
        x);

    /// <inheritdoc/>
    public torch.Tensor MaskedAttention(torch.Tensor q, torch.Tensor k, torch.Tensor v, torch.Tensor mask, int heads) => Run(
        () =>
        {
            using torch.Tensor taken = mask.to_type(torch.ScalarType.Bool);
            using torch.Tensor keys = taken.reshape(mask.shape[0], 1, 1, mask.shape[1]);
            return Attend(q, k, v, keys, heads);
        },
        q, k, v, mask);

    /// <inheritdoc/>
    public torch.Tensor Clamp(torch.Tensor x, float lowest, float highest) => Run(() => x.Between(lowest, highest), x);

    /// <inheritdoc/>
    public torch.Tensor Log(torch.Tensor x) => Run(() => x.log(), x);

    /// <inheritdoc/>
    public torch.Tensor Sum(torch.Tensor x, int axis) => Run(() => x.sum(axis, keepdim: true), x);
}

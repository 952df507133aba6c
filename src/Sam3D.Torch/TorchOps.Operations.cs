using Sam3D.Networks;
using TorchSharp;
using Approximate = TorchSharp.Modules.GELU.Approximate;
using F = TorchSharp.torch.nn.functional;

namespace Sam3D.Torch;

/// <content>The operations of transformers and dense convolutions, in the order of <see cref="ITensorOps{T}"/>.</content>
public sealed partial class TorchOps
{
    // PyTorch's default of normalize.
    private const double SmallestNorm = 1e-12;

    /// <inheritdoc/>
    public torch.Tensor Add(torch.Tensor a, torch.Tensor b) => Run(() => a.add(b), a, b);

    /// <inheritdoc/>
    public torch.Tensor Subtract(torch.Tensor a, torch.Tensor b) => Run(() => a.sub(b), a, b);

    /// <inheritdoc/>
    public torch.Tensor Multiply(torch.Tensor a, torch.Tensor b) => Run(() => a.mul(b), a, b);

    /// <inheritdoc/>
    public torch.Tensor Divide(torch.Tensor a, torch.Tensor b) => Run(() => a.div(b), a, b);

    /// <inheritdoc/>
    public torch.Tensor MatMul(torch.Tensor a, torch.Tensor b) => Run(() => a.matmul(b), a, b);

    /// <inheritdoc/>
    public torch.Tensor Linear(torch.Tensor x, torch.Tensor weight, torch.Tensor? bias) => Run(() => F.linear(x, weight, bias), x, weight, bias);

    /// <inheritdoc/>
    public torch.Tensor LinearGelu(torch.Tensor x, torch.Tensor weight, torch.Tensor bias, GeluKind kind) => Run(
        () =>
        {
            using torch.Tensor h = F.linear(x, weight, bias);
            Approximate form = kind == GeluKind.Tanh ? Approximate.tanh : Approximate.none;
            return F.gelu(h, form);
        },
        x, weight, bias);

    /// <inheritdoc/>
    public torch.Tensor LayerNorm(torch.Tensor x, torch.Tensor? weight, torch.Tensor? bias, int width, float epsilon) =>
        Run(() => F.layer_norm(x, [width], weight, bias, epsilon), x, weight, bias);

    /// <inheritdoc/>
    public torch.Tensor ModulatedLayerNorm(torch.Tensor x, torch.Tensor shift, torch.Tensor scale, int width, float epsilon) => Run(
        () =>
        {
            using torch.Tensor normalized = F.layer_norm(x, [width], eps: epsilon);
            using torch.Tensor gain = scale.add(1);
            using torch.Tensor scaled = normalized.mul(gain);
            return scaled.add(shift);
        },
        x, shift, scale);

    /// <inheritdoc/>
    public torch.Tensor RmsNorm(torch.Tensor x, int width) => Run(
        () =>
        {
            using torch.Tensor normalized = F.normalize(x, dim: -1, eps: SmallestNorm);
            return normalized.mul(Math.Sqrt(width));
        },
        x);

    /// <inheritdoc/>
    public torch.Tensor Attention(torch.Tensor q, torch.Tensor k, torch.Tensor v, int heads) =>
        Run(() => Attend(q, k, v, null, heads), q, k, v);

    /// <inheritdoc/>
    public torch.Tensor Silu(torch.Tensor x) => Run(() => x.silu(), x);

    /// <inheritdoc/>
    public torch.Tensor Cos(torch.Tensor x) => Run(() => x.cos(), x);

    /// <inheritdoc/>
    public torch.Tensor Sin(torch.Tensor x) => Run(() => x.sin(), x);

    /// <inheritdoc/>
    public torch.Tensor FiniteMask(torch.Tensor x) => Run(
        () =>
        {
            using torch.Tensor finite = x.isfinite();
            using torch.Tensor all = finite.all(-1, keepdim: true);
            return all.to_type(_type);
        },
        x);

    /// <inheritdoc/>
    public torch.Tensor ZeroNonFinite(torch.Tensor x) => Run(() => x.nan_to_num(nan: 0, posinf: 0, neginf: 0), x);

    /// <inheritdoc/>
    public torch.Tensor Conv2d(torch.Tensor x, torch.Tensor weight, torch.Tensor bias, int stride) =>
        Run(() => F.conv2d(x, weight, bias, strides: [stride, stride]), x, weight, bias);

    /// <inheritdoc/>
    public torch.Tensor Conv3d(torch.Tensor x, torch.Tensor weight, torch.Tensor bias, int kernel, int stride, int padding) =>
        Run(() => F.conv3d(x, weight, bias, strides: [stride, stride, stride], padding: [padding, padding, padding]), x, weight, bias);

    /// <inheritdoc/>
    public torch.Tensor Reshape(torch.Tensor x, params ReadOnlySpan<long> shape)
    {
        long[] sizes = shape.ToArray();
        return Run(() => x.reshape([.. sizes.Select((size, axis) => size == 0 ? x.shape[axis] : size)]), x);
    }

    /// <inheritdoc/>
    public torch.Tensor Transpose(torch.Tensor x, params ReadOnlySpan<int> permutation)
    {
        long[] axes = new long[permutation.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            axes[i] = permutation[i];
        }

        return Run(() => x.permute(axes), x);
    }

    /// <inheritdoc/>
    public torch.Tensor Expand(torch.Tensor x, params ReadOnlySpan<long> shape)
    {
        long[] sizes = shape.ToArray();
        return Run(() => x.expand(sizes), x);
    }

    /// <inheritdoc/>
    public torch.Tensor Concat(int axis, params ReadOnlySpan<torch.Tensor> parts)
    {
        torch.Tensor[] all = parts.ToArray();
        return Run(() => torch.cat(all, axis), all);
    }

    /// <inheritdoc/>
    public torch.Tensor[] Split(torch.Tensor x, int axis, params ReadOnlySpan<long> sizes)
    {
        long[] all = sizes.ToArray();
        return RunMany(() => x.split(all, axis), all.Length, x);
    }

    /// <inheritdoc/>
    public torch.Tensor Gather(torch.Tensor x, int axis, long[] indices) => Run(
        () =>
        {
            using torch.Tensor rows = torch.tensor(indices);
            return x.index_select(axis, rows);
        },
        x);

    /// <summary>Attention with an optional mask that broadcasts to [B, heads, Nq, Nk]: true where a key takes part, or what is added to the scores.</summary>
    private static torch.Tensor Attend(torch.Tensor q, torch.Tensor k, torch.Tensor v, torch.Tensor? mask, int heads)
    {
        using torch.Tensor query = Heads(q, heads), key = Heads(k, heads), value = Heads(v, heads);
        using torch.Tensor attended = F.scaled_dot_product_attention(query, key, value, mask); // [B, heads, Nq, C / heads]
        using torch.Tensor tokens = attended.transpose(1, 2);
        return tokens.reshape(q.shape[0], q.shape[1], v.shape[2]);
    }

    /// <summary>[B, N, C] to [B, heads, N, C / heads].</summary>
    private static torch.Tensor Heads(torch.Tensor x, int heads)
    {
        using torch.Tensor split = x.reshape(x.shape[0], x.shape[1], heads, -1);
        return split.transpose(1, 2);
    }
}

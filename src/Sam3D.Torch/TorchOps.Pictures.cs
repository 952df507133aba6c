using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Sam3D.Torch;

/// <content>Operations on pictures and feature maps.</content>
public sealed partial class TorchOps
{
    /// <inheritdoc/>
    public torch.Tensor Relu(torch.Tensor x) => Run(() => x.relu(), x);

    /// <inheritdoc/>
    public torch.Tensor ReplicatePad2d(torch.Tensor x, int padding) =>
        Run(() => F.pad(x, [padding, padding, padding, padding], PaddingModes.Replicate), x);

    /// <inheritdoc/>
    public torch.Tensor ConvTranspose2d(torch.Tensor x, torch.Tensor weight, torch.Tensor bias, int stride) =>
        Run(() => F.conv_transpose2d(x, weight, bias, strides: [stride, stride]), x, weight, bias);

    /// <inheritdoc/>
    public torch.Tensor GroupNorm(torch.Tensor x, torch.Tensor weight, torch.Tensor bias, int groups, int channels, float epsilon) =>
        Run(() => F.group_norm(x, groups, weight, bias, epsilon), x, weight, bias);

    /// <inheritdoc/>
    public torch.Tensor Skip(torch.Tensor x, int axis, int count) => Run(() => x.narrow(axis, count, x.shape[axis] - count), x);

    /// <inheritdoc/>
    public torch.Tensor Take(torch.Tensor x, int axis, int count) => Run(() => x.narrow(axis, 0, count), x);

    /// <inheritdoc/>
    public torch.Tensor Unflatten(torch.Tensor x, torch.Tensor grid) =>
        Run(() => x.reshape(x.shape[0], x.shape[1], grid.shape[2], grid.shape[3]), x, grid);
}

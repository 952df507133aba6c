using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Sam3D.Torch;

/// <content>Operations of the segmentation networks.</content>
public sealed partial class TorchOps
{
    /// <inheritdoc/>
    public torch.Tensor Conv2d(torch.Tensor x, torch.Tensor weight, torch.Tensor? bias, int stride, int padding, int groups) =>
        Run(() => F.conv2d(x, weight, bias, strides: [stride, stride], padding: [padding, padding], groups: groups), x, weight, bias);

    /// <inheritdoc/>
    public torch.Tensor BatchNorm2d(
        torch.Tensor x, torch.Tensor weight, torch.Tensor bias, torch.Tensor mean, torch.Tensor variance, float epsilon) =>
        Run(() => F.batch_norm(x, mean, variance, weight, bias, training: false, eps: epsilon), x, weight, bias, mean, variance);

    /// <inheritdoc/>
    public torch.Tensor MaxPool2d(torch.Tensor x, int size) => Run(() => F.max_pool2d(x, size, size), x);

    /// <inheritdoc/>
    public torch.Tensor Gelu(torch.Tensor x) => Run(() => F.gelu(x), x);

    /// <inheritdoc/>
    public torch.Tensor Sigmoid(torch.Tensor x) => Run(() => x.sigmoid(), x);

    /// <inheritdoc/>
    public torch.Tensor EqualTo(torch.Tensor x, float value) => Run(
        () =>
        {
            using torch.Tensor equal = x.IsEqualTo(value);
            return equal.to_type(_type);
        },
        x);

    /// <inheritdoc/>
    public torch.Tensor RepeatBatch(torch.Tensor x, torch.Tensor like) => Run(() => x.expand([like.shape[0], .. x.shape[1..]]), x, like);

    /// <inheritdoc/>
    public torch.Tensor ScaledAttention(torch.Tensor q, torch.Tensor k, torch.Tensor v, int heads, float scale) => Run(
        () =>
        {
            // libtorch divides by the root of the width; what is asked for is put into the queries.
            using torch.Tensor query = q.Times(scale * Math.Sqrt((double)q.shape[2] / heads));
            return Attend(query, k, v, null, heads);
        },
        q, k, v);
}

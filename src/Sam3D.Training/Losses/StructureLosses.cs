using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Sam3D.Training;

/// <summary>Losses of auto-encoders.</summary>
internal static class StructureLosses
{
    /// <summary>Binary cross entropy of logits [B, …] against 0 and 1, the mean over all cells.</summary>
    public static torch.Tensor CrossEntropy(torch.Tensor logits, torch.Tensor occupancy) => F.binary_cross_entropy_with_logits(logits, occupancy);

    /// <summary>
    /// One minus the Dice coefficient 2·Σpq / (Σp² + Σq²) of each sample, the mean over the batch (Milletari et al., arXiv 1606.04797). It weighs thin objects as much as bulky ones.
    /// </summary>
    public static torch.Tensor Dice(torch.Tensor logits, torch.Tensor occupancy)
    {
        torch.Tensor p = logits.sigmoid().flatten(1), q = occupancy.flatten(1);
        torch.Tensor overlap = p.mul(q).sum(1).mul(2).add(1), sizes = p.square().sum(1).add(q.square().sum(1)).add(1);
        return overlap.div(sizes).neg().add(1).mean();
    }

    /// <summary>Kullback–Leibler divergence of N(mean, exp(logVariance)) from N(0, 1), the mean over all latents.</summary>
    public static torch.Tensor KullbackLeibler(torch.Tensor mean, torch.Tensor logVariance) =>
        mean.square().add(logVariance.exp()).sub(logVariance).sub(1).mul(0.5).mean();

    /// <summary>mean + exp(logVariance / 2) · noise.</summary>
    public static torch.Tensor Sample(torch.Tensor mean, torch.Tensor logVariance, torch.Tensor noise) =>
        mean.add(logVariance.mul(0.5).exp().mul(noise));
}

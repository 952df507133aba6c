using Sam3D.Torch;
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
        torch.Tensor overlap = p.Times(q).sum(1).Times(2).Plus(1), sizes = p.Squared().sum(1).Plus(q.Squared().sum(1)).Plus(1);
        return overlap.Over(sizes).neg().Plus(1).mean();
    }

    /// <summary>Kullback–Leibler divergence of N(mean, exp(logVariance)) from N(0, 1), the mean over all latents.</summary>
    public static torch.Tensor KullbackLeibler(torch.Tensor mean, torch.Tensor logVariance) =>
        mean.Squared().Plus(logVariance.exp()).Minus(logVariance).Minus(1).Times(0.5).mean();

    /// <summary>mean + exp(logVariance / 2) · noise.</summary>
    public static torch.Tensor Sample(torch.Tensor mean, torch.Tensor logVariance, torch.Tensor noise) =>
        mean.Plus(logVariance.Times(0.5).exp().Times(noise));
}

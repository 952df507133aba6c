using Sam3D.Torch;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Sam3D.Training;

/// <summary>
/// Direct preference optimisation on flow matching (Wallace et al., arXiv 2311.12908, for diffusion; equation of the paper's preference alignment):
/// −log σ(−β·((e_w − r_w) − (e_l − r_l))), where e are the model's squared errors of the velocity and r those of the frozen reference, of the preferred (w) and the
/// rejected (l) sample with the same time and noise.
/// </summary>
internal static class PreferenceLoss
{
    /// <summary>The loss.</summary>
    /// <param name="model">Errors [2B] of the model: the preferred samples, then the rejected ones.</param>
    /// <param name="reference">Errors [2B] of the reference.</param>
    /// <param name="beta">How strongly the model may leave the reference.</param>
    /// <returns>The mean loss, and the part of pairs in which the model prefers the preferred more than the reference does.</returns>
    public static (torch.Tensor Loss, torch.Tensor Accuracy) Compute(torch.Tensor model, torch.Tensor reference, double beta)
    {
        long pairs = model.shape[0] / 2;
        torch.Tensor gain = model.Minus(reference); // [2B], negative where the model is better than the reference
        torch.Tensor margin = gain.narrow(0, 0, pairs).Minus(gain.narrow(0, pairs, pairs)).Times(-beta); // [B]
        return (F.logsigmoid(margin).neg().mean(), margin.MoreThan(0).to_type(torch.ScalarType.Float32).mean());
    }
}

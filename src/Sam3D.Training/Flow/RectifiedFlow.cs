using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>
/// Rectified flow (Liu et al., arXiv 2209.03003; official <c>FlowMatching</c>): the straight path from noise x₀ to data x₁, and its velocity.
/// </summary>
/// <param name="SigmaMin">Noise that stays at t = 1, 0 in the release.</param>
internal sealed record RectifiedFlow(double SigmaMin = 0)
{
    /// <summary>x(t) = (1 − (1 − σ)·t)·x₀ + t·x₁.</summary>
    /// <param name="noise">x₀ [B, …].</param>
    /// <param name="data">x₁ [B, …].</param>
    /// <param name="times">t, broadcast to the data.</param>
    public torch.Tensor State(torch.Tensor noise, torch.Tensor data, torch.Tensor times) =>
        noise.Times(times.Times(-(1 - SigmaMin)).Plus(1)).Plus(data.Times(times));

    /// <summary>dx/dt = x₁ − (1 − σ)·x₀.</summary>
    public torch.Tensor Velocity(torch.Tensor noise, torch.Tensor data) => data.Plus(noise, -(1 - SigmaMin));

    /// <summary>Mean squared error of each sample, [B].</summary>
    public static torch.Tensor PerSampleError(torch.Tensor predicted, torch.Tensor velocity) =>
        predicted.Minus(velocity).Squared().flatten(1).mean([1]);
}

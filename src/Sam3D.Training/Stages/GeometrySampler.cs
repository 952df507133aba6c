using Sam3D.Flow;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>Samples the geometry flow on batches, as the pipeline does: Euler steps at re-spaced times, with guidance.</summary>
/// <param name="networks">The networks.</param>
internal sealed class GeometrySampler(GeometryNetworks networks)
{
    /// <summary>Samples latents.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="noise">[B, tokens, channels] a latent.</param>
    /// <param name="condition">[B, L, C].</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="isShortcut">Whether the flow is told its step size and not guided: a distilled model.</param>
    /// <returns>The latents; without gradients.</returns>
    public torch.Tensor[] Sample(TorchParameterSource parameters, torch.Tensor[] noise, torch.Tensor condition, int steps, bool isShortcut)
    {
        using IDisposable plain = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        double[] times = TimeSchedule.Create(steps, networks.Sampling.RescaleT);
        torch.Tensor[] state = noise;
        for (int i = 0; i < steps; i++)
        {
            double strength = isShortcut ? 0 : networks.Sampling.GuidanceStrength;
            torch.Tensor[] velocity = Guided(parameters, state, times[i], isShortcut ? TimeSchedule.ShortcutStep(steps) : 0, condition, strength, strength);
            double length = times[i + 1] - times[i];
            state = [.. state.Zip(velocity, (x, v) => x.Plus(v, length))];
        }

        return [.. state.Select(x => x.MoveToOuterDisposeScope())];
    }

    /// <summary>(1 + s)·conditional − s·unconditional inside of the guidance interval, with a strength s of the shape and one of the layout.</summary>
    public torch.Tensor[] Guided(
        TorchParameterSource parameters, torch.Tensor[] state, double time, double stepSize, torch.Tensor condition, double strength, double layoutStrength)
    {
        double scaled = time * networks.Sampling.TimeScale;
        torch.Tensor Of(double value) => AlignedTensor.Create([.. Enumerable.Repeat((float)value, (int)condition.shape[0])]);
        torch.Tensor[] with = networks.Velocity(parameters, state, Of(time), Of(stepSize), condition);
        if ((strength == 0 && layoutStrength == 0) || scaled < networks.Sampling.GuidanceStart || scaled > networks.Sampling.GuidanceEnd)
        {
            return with;
        }

        torch.Tensor[] without = networks.Velocity(parameters, state, Of(time), Of(stepSize), torch.zeros_like(condition));
        int shape = networks.ShapeIndex;
        return [.. with.Select((conditional, i) =>
        {
            double s = i == shape ? strength : layoutStrength;
            return conditional.Times(1 + s).Minus(without[i].Times(s));
        })];
    }
}

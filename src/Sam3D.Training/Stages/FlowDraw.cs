using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>States on the paths from noise to a batch of latents, and the velocities there.</summary>
/// <param name="Times">[B].</param>
/// <param name="States">[B, tokens, channels] a latent.</param>
/// <param name="Velocities">The same shapes.</param>
internal sealed record FlowDraw(torch.Tensor Times, torch.Tensor[] States, torch.Tensor[] Velocities)
{
    private const uint TimePurpose = 1, NoisePurpose = 100;

    /// <summary>Draws a time and a noise for each sample.</summary>
    /// <param name="objective">Path and distribution of the times.</param>
    /// <param name="latents">[B, tokens, channels] each.</param>
    /// <param name="random">The step's numbers.</param>
    public static FlowDraw Create(FlowObjective objective, torch.Tensor[] latents, StepRandom random)
    {
        int batch = (int)latents[0].shape[0];
        return At(objective, latents, AlignedTensor.Create(objective.Times.Draw(random, TimePurpose, batch)), Noise(latents, random));
    }

    /// <summary>The draw of given times and noise.</summary>
    public static FlowDraw At(FlowObjective objective, torch.Tensor[] latents, torch.Tensor times, torch.Tensor[] noise)
    {
        torch.Tensor wide = times.reshape(-1, 1, 1);
        return new FlowDraw(
            times,
            [.. latents.Zip(noise, (x, n) => objective.Path.State(n, x, wide))],
            [.. latents.Zip(noise, (x, n) => objective.Path.Velocity(n, x))]);
    }

    /// <summary>Noise of the shape of each latent.</summary>
    public static torch.Tensor[] Noise(torch.Tensor[] latents, StepRandom random) =>
        [.. latents.Select((x, i) => random.Normal(NoisePurpose + (uint)i, x.shape))];
}

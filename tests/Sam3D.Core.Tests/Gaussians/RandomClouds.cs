using Sam3D.Gaussians;

namespace Sam3D.Core.Tests.Gaussians;

internal static class RandomClouds
{
    /// <summary>Gaussians of the decoders' activations with raw numbers between −1 and 1 times <paramref name="reach"/>.</summary>
    public static GaussianCloud Create(int seed, int count, float reach = 1f)
    {
        var random = new Random(seed);
        float[] Values(int n) => [.. Enumerable.Range(0, n * count).Select(_ => (float)((2 * random.NextDouble()) - 1) * reach)];
        return new GaussianCloud(new GaussianActivations(), Values(3), Values(3), Values(3), Values(4), Values(1));
    }

    public static GaussianCloud None { get; } = new(new GaussianActivations(), [], [], [], [], []);

    /// <summary>One Gaussian whose raw numbers are its values; quaternion w, x, y, z.</summary>
    public static GaussianCloud Single(float[] position, float[] color, float[] scale, float[] rotation, float logit) => new(
        PlainGaussians.Activations,
        position,
        color,
        [.. scale.Select(s => (float)Math.Log(s))],
        [rotation[0] - 1, rotation[1], rotation[2], rotation[3]],
        [logit]);
}

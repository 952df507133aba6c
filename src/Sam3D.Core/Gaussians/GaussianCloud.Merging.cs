using System.Numerics;

namespace Sam3D.Gaussians;

/// <content>Several clouds as one.</content>
public sealed partial class GaussianCloud
{
    /// <summary>
    /// Puts clouds of one space together, for example objects that <see cref="Transform"/> brought into camera space. What their raw numbers mean may differ, so the result holds the
    /// values themselves: no box, no biases, no smallest scale.
    /// </summary>
    /// <param name="clouds">The clouds, at least one.</param>
    /// <exception cref="ArgumentException">There is no cloud.</exception>
    public static GaussianCloud Merge(IReadOnlyList<GaussianCloud> clouds)
    {
        ArgumentNullException.ThrowIfNull(clouds);
        if (clouds.Count == 0)
        {
            throw new ArgumentException("There are no clouds to put together.", nameof(clouds));
        }

        var merged = new PlainGaussians(checked(clouds.Sum(c => c.Count)));
        int at = 0;
        foreach (GaussianCloud cloud in clouds)
        {
            cloud.RawColors.CopyTo(merged.Colors.AsSpan(3 * at));
            double bias = Math.Log(cloud.Activations.OpacityBias / (1 - cloud.Activations.OpacityBias));
            for (int i = 0; i < cloud.Count; i++, at++)
            {
                cloud.Position(i).CopyTo(merged.Positions, 3 * at);
                Vector3 scale = cloud.Scale(i);
                (merged.Scales[3 * at], merged.Scales[(3 * at) + 1], merged.Scales[(3 * at) + 2]) = (MathF.Log(scale.X), MathF.Log(scale.Y), MathF.Log(scale.Z));
                merged.SetRotation(at, cloud.Rotation(i));
                merged.Opacities[at] = (float)(cloud.RawOpacities[i] + bias);
            }
        }

        return merged.ToCloud();
    }
}

using Sam3D.Bundles;

namespace Sam3D;

/// <summary>How <see cref="OnnxDepthEstimator"/> looks at a photograph.</summary>
public sealed record DepthOptions
{
    /// <summary>
    /// Patches that the photograph is cut into at most, 1 to <see cref="BundleLimits.DepthTokens"/>; more show finer detail and take longer. The network was trained for
    /// <see cref="DepthSpec.MinTokens"/> to <see cref="DepthSpec.MaxTokens"/>. Default <see langword="null"/>: the most it was trained for, as in the official code.
    /// </summary>
    public int? Tokens { get; init; }

    /// <summary>
    /// Whether points are moved to the ray of their pixel, so that the camera sees each exactly there, instead of staying where the network put them. Default false, as the
    /// official pipeline calls it.
    /// </summary>
    public bool ForceProjection { get; init; }

    internal void Validate()
    {
        if (Tokens is < 1 or > BundleLimits.DepthTokens)
        {
            throw new ArgumentException($"{nameof(DepthOptions)}: {nameof(Tokens)} is {Tokens}, expected 1 to {BundleLimits.DepthTokens}.");
        }
    }
}

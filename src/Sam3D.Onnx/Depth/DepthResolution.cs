using Sam3D.Bundles;

namespace Sam3D.Depth;

/// <summary>The sizes at which the depth network sees a photograph (MoGe: <c>MoGeModel.forward</c>).</summary>
/// <param name="Width">w: columns of the resized photograph and of the network's output.</param>
/// <param name="Height">h: rows of the same.</param>
/// <param name="Columns">gw: patches from left to right.</param>
/// <param name="Rows">gh: patches from top to bottom.</param>
internal readonly record struct DepthResolution(int Width, int Height, int Columns, int Rows)
{
    /// <summary>
    /// Longer over shorter side of a photograph at most. The matrices that resize the network's map grow with it; the network was trained for 2.
    /// </summary>
    public const int MaxAspect = 50;

    /// <summary>The sizes for a photograph.</summary>
    /// <param name="width">Columns of the photograph.</param>
    /// <param name="height">Rows of the photograph.</param>
    /// <param name="tokens">Patches that shall come out at most.</param>
    /// <param name="patch">Side of a patch in pixels.</param>
    /// <exception cref="ImageException">The photograph is too long and narrow.</exception>
    public static DepthResolution Of(int width, int height, int tokens, int patch)
    {
        double factor = Math.Sqrt((double)tokens * patch * patch / ((double)height * width));
        int w = (int)(width * factor), h = (int)(height * factor);
        return Math.Min(w, h) >= patch && Math.Max(width, height) <= (long)MaxAspect * Math.Min(width, height)
            ? new DepthResolution(w, h, w / patch, h / patch)
            : throw new ImageException(
                $"The picture of {width}×{height} pixels is too long and narrow to estimate its depth: {Math.Min(w, h)} of {patch} pixels at {tokens} patches, and sides of {MaxAspect}:1 at most; crop it, or pass a point map.");
    }

    /// <summary>The sizes for a photograph with the bundle's defaults.</summary>
    public static DepthResolution Of(int width, int height, DepthSpec spec, DepthOptions options) =>
        Of(width, height, options.Tokens ?? spec.MaxTokens, spec.PatchSize);
}

using Sam3D.Masks;

namespace Sam3D;

/// <summary>A mask with the segmenter's own estimate of its quality.</summary>
/// <param name="mask">The mask, of the photograph's size.</param>
/// <param name="score">Estimated quality, 0 to 1.</param>
public sealed class ScoredMask(Mask mask, float score)
{
    private readonly Lazy<PixelBounds?> _bounds = new((mask ?? throw new ArgumentNullException(nameof(mask))).GetBounds);

    /// <summary>The mask, of the photograph's size.</summary>
    public Mask Mask { get; } = mask;

    /// <summary>Estimated quality, 0 to 1; comparable only between masks of one segmenter.</summary>
    public float Score { get; } = score;

    /// <summary>Number of the result in its session, from 0; 0 where there is no session.</summary>
    public int Id { get; init; }

    /// <summary>
    /// How little the mask depends on the threshold, 0 to 1: the pixels that are surely inside over those that may be. <see langword="null"/> where the segmenter does not tell.
    /// </summary>
    public float? Stability { get; init; }

    /// <summary>
    /// The box that the network itself gave to the object, in pixels; it may reach beyond the picture. <see langword="null"/> where the segmenter makes none: see <see cref="Bounds"/>.
    /// </summary>
    public DetectedBox? Box { get; init; }

    /// <summary>How likely what was asked for is in the picture at all, 0 to 1; contained in <see cref="Score"/>. <see langword="null"/> where the segmenter does not tell.</summary>
    public float? Presence { get; init; }

    /// <summary>The smallest rectangle around the object; <see langword="null"/> for an empty mask.</summary>
    public PixelBounds? Bounds => _bounds.Value;

    /// <summary>What the network made, for <see cref="SegmentationPrompt.Previous"/>.</summary>
    internal MaskLogits? Logits { get; init; }
}

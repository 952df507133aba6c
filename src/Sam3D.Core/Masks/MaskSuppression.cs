namespace Sam3D.Masks;

/// <summary>Non-maximum suppression: of masks that show the same object, the best one stays.</summary>
public static class MaskSuppression
{
    /// <summary>Drops masks whose box is nearly that of a better one.</summary>
    /// <param name="masks">Masks of one picture, in any order; empty masks are dropped.</param>
    /// <param name="maxIoU">Intersection over union of two boxes above which the lesser mask is dropped, 0 to 1.</param>
    /// <returns>What stays, best first; of equal scores the earlier one.</returns>
    public static IReadOnlyList<ScoredMask> SuppressByBoxes(this IReadOnlyList<ScoredMask> masks, double maxIoU) =>
        Suppress(masks, maxIoU, (a, b) => IoU(a.Bounds!.Value, b.Bounds!.Value));

    /// <summary>Drops masks whose pixels are nearly those of a better one.</summary>
    /// <param name="masks">Masks of one picture, in any order; empty masks are dropped.</param>
    /// <param name="maxIoU">Intersection over union of two masks above which the lesser one is dropped, 0 to 1.</param>
    /// <returns>What stays, best first; of equal scores the earlier one.</returns>
    /// <exception cref="ArgumentException">The masks' sizes differ.</exception>
    public static IReadOnlyList<ScoredMask> SuppressByMasks(this IReadOnlyList<ScoredMask> masks, double maxIoU) =>
        Suppress(masks, maxIoU, (a, b) => IoU(a.Bounds!.Value, b.Bounds!.Value) == 0 ? 0 : a.Mask.IoU(b.Mask));

    /// <summary>Intersection over union of two rectangles of pixels, 0 to 1.</summary>
    /// <param name="a">A rectangle.</param>
    /// <param name="b">Another one.</param>
    public static double IoU(PixelBounds a, PixelBounds b)
    {
        long width = Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left) + 1);
        long height = Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top) + 1);
        long both = width * height, all = ((long)a.Width * a.Height) + ((long)b.Width * b.Height) - both;
        return (double)both / all;
    }

    private static List<ScoredMask> Suppress(IReadOnlyList<ScoredMask> masks, double maxIoU, Func<ScoredMask, ScoredMask, double> overlap)
    {
        ArgumentNullException.ThrowIfNull(masks);
        if (!(maxIoU is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(maxIoU), maxIoU, "Expected 0 to 1.");
        }

        return KeepFirst(masks.Where(m => m.Bounds is not null).OrderByDescending(m => m.Score), overlap, maxIoU);
    }

    /// <summary>Keeps what does not overlap more than so much with anything that was kept before.</summary>
    /// <param name="ordered">Best first.</param>
    /// <param name="overlap">Overlap of two of them.</param>
    /// <param name="most">The largest overlap that is allowed.</param>
    internal static List<T> KeepFirst<T>(IEnumerable<T> ordered, Func<T, T, double> overlap, double most)
    {
        var kept = new List<T>();
        foreach (T item in ordered)
        {
            if (kept.TrueForAll(better => overlap(better, item) <= most))
            {
                kept.Add(item);
            }
        }

        return kept;
    }
}

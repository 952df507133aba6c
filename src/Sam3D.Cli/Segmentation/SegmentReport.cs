using Sam3D.Masks;

namespace Sam3D.Cli.Segmentation;

/// <summary>What a segmentation found.</summary>
internal sealed record SegmentReport
{
    /// <summary>Path of the photograph.</summary>
    public required string Photo { get; init; }

    /// <summary>Its width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Its height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The segmenter.</summary>
    public required string Model { get; init; }

    /// <summary>The masks, best first; with boxes, in their order.</summary>
    public required IReadOnlyList<FoundMask> Masks { get; init; }

    /// <summary>The picture with all masks drawn over the photograph.</summary>
    public required string Overlay { get; init; }

    /// <summary>Wall-clock time of the whole run, files included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process.</summary>
    public long? PeakMemoryBytes { get; init; }
}

/// <summary>One mask.</summary>
/// <param name="Id">Its number, from 1, as in the overlay.</param>
/// <param name="File">Its file.</param>
/// <param name="Score">Estimated quality, 0 to 1.</param>
/// <param name="Stability">How little it depends on the threshold, 0 to 1; absent where the segmenter does not tell.</param>
/// <param name="Area">Its pixels.</param>
/// <param name="Box">Left, top, width and height in pixels, as COCO has them.</param>
/// <param name="Segmentation">Its pixels as COCO's compressed runs.</param>
internal sealed record FoundMask(int Id, string File, float Score, float? Stability, int Area, IReadOnlyList<int> Box, CocoRuns Segmentation)
{
    /// <summary>Sums up a mask that is not empty.</summary>
    public static FoundMask Of(ScoredMask mask, string file)
    {
        PixelBounds bounds = mask.Bounds!.Value;
        return new FoundMask(
            mask.Id + 1, file, mask.Score, mask.Stability, mask.Mask.Count, [bounds.Left, bounds.Top, bounds.Width, bounds.Height], CocoRuns.Of(mask.Mask));
    }
}

/// <summary>Run lengths as COCO writes them.</summary>
/// <param name="Size">Height and width.</param>
/// <param name="Counts">The compressed text.</param>
internal sealed record CocoRuns(IReadOnlyList<int> Size, string Counts)
{
    /// <summary>Encodes a mask.</summary>
    public static CocoRuns Of(Mask mask) => new([mask.Height, mask.Width], MaskRuns.Of(mask).ToText());
}

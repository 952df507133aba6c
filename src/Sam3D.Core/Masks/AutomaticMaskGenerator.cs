using System.Numerics;
using Sam3D.GraphCuts;

namespace Sam3D.Masks;

/// <summary>
/// Masks of everything in a picture: clicks on a grid, of whose answers the good, stable and distinct ones stay (official <c>SamAutomaticMaskGenerator</c>). It works with every
/// segmenter that understands clicks.
/// </summary>
/// <remarks>
/// Unlike the official code, stability is the segmenter's own, measured where it makes its masks, before they are enlarged.
/// </remarks>
public static class AutomaticMaskGenerator
{
    // Official is_box_near_crop_edge: a box this near to the end of a part, where the picture goes on, belongs to something that is cut off.
    private const int EdgeTolerance = 20;
    private const int AtOnce = 4;

    /// <summary>Finds everything.</summary>
    /// <param name="segmenter">Understands clicks.</param>
    /// <param name="image">The photograph.</param>
    /// <param name="options"><see langword="null"/> takes the official defaults; <see cref="GraphCutSegmenter.Everything"/> fits that segmenter.</param>
    /// <param name="progress">Told about the finished part of the clicks, 0 to 1; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>Masks of the photograph's size, best first, numbered from 0; it may be empty.</returns>
    /// <exception cref="PromptException">The segmenter does not understand clicks.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static async Task<IReadOnlyList<ScoredMask>> SegmentEverythingAsync(
        this ISegmenter segmenter,
        RgbImage image,
        AutomaticMaskOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(image);
        options ??= new AutomaticMaskOptions();
        options.Validate();
        if (!segmenter.SupportedPrompts.HasFlag(PromptKinds.Points))
        {
            throw new PromptException($"Masks of everything come from clicks, but the segmenter understands {segmenter.SupportedPrompts}: use one that understands clicks.");
        }

        // 1. Each part of the picture by itself
        IReadOnlyList<(PixelBounds Part, int Layer)> parts = PictureCrops.Of(image.Width, image.Height, options.CropLayers, options.CropOverlap);
        int[] sides = [.. parts.Select(p => Math.Max(1, (int)(options.PointsPerSide / Math.Pow(options.CropPointsDivisor, p.Layer))))];
        double clicks = sides.Sum(s => (double)s * s), done = 0;
        var found = new List<Found>();
        for (int i = 0; i < parts.Count; i++)
        {
            found.AddRange(await LookAsync(
                segmenter, image, parts[i].Part, sides[i], options, count => progress?.Report((done += count) / clicks), cancellationToken).ConfigureAwait(false));
        }

        // 2. What was found in several parts is best seen in the smallest
        if (parts.Count > 1)
        {
            found = MaskSuppression.KeepFirst(found.OrderBy(f => f.PartArea).ThenByDescending(f => f.Quality), (a, b) => MaskSuppression.IoU(a.Bounds, b.Bounds), options.MaxCropBoxIoU);
        }

        // 3. Small holes and islands
        if (options.LeastRegionArea > 0)
        {
            found = MaskSuppression.KeepFirst(
                found.Select(f => f.Clean(options.LeastRegionArea - 1)).OrderBy(f => f.IsChanged).ThenByDescending(f => f.Quality),
                (a, b) => MaskSuppression.IoU(a.Bounds, b.Bounds),
                Math.Max(options.MaxBoxIoU, options.MaxCropBoxIoU));
        }

        return [.. found.OrderByDescending(f => f.Quality).Select((f, i) => new ScoredMask(f.Runs.ToMask(), f.Quality) { Id = i, Stability = f.Stability })];
    }

    private static async Task<List<Found>> LookAsync(
        ISegmenter segmenter, RgbImage image, PixelBounds part, int perSide, AutomaticMaskOptions options, Action<int> onClicks, CancellationToken cancellationToken)
    {
        var found = new List<Found>();
        using ISegmentationSession session = await segmenter.OpenAsync(PictureParts.Cut(image, part), cancellationToken).ConfigureAwait(false);
        var batches = session as IClickBatches;
        bool isBatched = batches?.TakesBatches == true;
        Vector2[] places = [.. PictureCrops.Grid(perSide).Select(c => new Vector2((float)(c.X * part.Width), (float)(c.Y * part.Height)))];
        foreach (Vector2[] clicks in places.Chunk(isBatched ? options.PointsPerBatch : AtOnce))
        {
            // Answers are as large as the photograph, so that only a few exist at once, however many come from one call.
            IReadOnlyList<Func<Task<IReadOnlyList<ScoredMask>>>> pending = isBatched
                ? [.. (await batches!.ClickAsync(clicks, cancellationToken).ConfigureAwait(false)).Select(f => (Func<Task<IReadOnlyList<ScoredMask>>>)(() => Task.Run(f, cancellationToken)))]
                : [.. clicks.Select(c => (Func<Task<IReadOnlyList<ScoredMask>>>)(() => ClickAsync(session, c, cancellationToken)))];
            foreach (Func<Task<IReadOnlyList<ScoredMask>>>[] few in pending.Chunk(AtOnce))
            {
                IReadOnlyList<ScoredMask>[] answers = await Task.WhenAll(few.Select(f => f())).ConfigureAwait(false);
                foreach (ScoredMask mask in answers.SelectMany(a => a))
                {
                    if (mask.Score >= options.LeastQuality && !(mask.Stability < options.LeastStability) && mask.Bounds is { } bounds && !IsCutOff(bounds, part, image))
                    {
                        found.Add(Found.Of(mask, part, image));
                    }
                }

                onClicks(few.Length);
            }
        }

        return MaskSuppression.KeepFirst(found.OrderByDescending(f => f.Quality), (a, b) => MaskSuppression.IoU(a.Bounds, b.Bounds), options.MaxBoxIoU);
    }

    private static async Task<IReadOnlyList<ScoredMask>> ClickAsync(ISegmentationSession session, Vector2 place, CancellationToken cancellationToken)
    {
        try
        {
            var prompt = new SegmentationPrompt { Points = [new PointPrompt(place)], Alternatives = true };
            return await session.SegmentAsync(prompt, cancellationToken).ConfigureAwait(false);
        }
        catch (MaskException)
        {
            return []; // nothing is there
        }
    }

    /// <summary>Whether an object ends where its part of the picture does, and the picture goes on.</summary>
    private static bool IsCutOff(PixelBounds bounds, PixelBounds part, RgbImage image)
    {
        static bool Is(int side, int partSide, int pictureSide) => Math.Abs(side - partSide) <= EdgeTolerance && Math.Abs(side - pictureSide) > EdgeTolerance;
        return Is(part.Left + bounds.Left, part.Left, 0) || Is(part.Top + bounds.Top, part.Top, 0)
            || Is(part.Left + bounds.Right, part.Right, image.Width - 1) || Is(part.Top + bounds.Bottom, part.Bottom, image.Height - 1);
    }

    /// <summary>A mask of the photograph, kept as runs, of which there can be many.</summary>
    private sealed record Found(MaskRuns Runs, PixelBounds Bounds, float Quality, float? Stability, long PartArea, bool IsChanged = false)
    {
        public static Found Of(ScoredMask mask, PixelBounds part, RgbImage image)
        {
            PixelBounds bounds = mask.Bounds!.Value;
            return new Found(
                MaskRuns.Of(PictureParts.Paste(mask.Mask, part, image.Width, image.Height)),
                new PixelBounds(part.Left + bounds.Left, part.Top + bounds.Top, part.Left + bounds.Right, part.Top + bounds.Bottom),
                mask.Score,
                mask.Stability,
                (long)part.Width * part.Height);
        }

        /// <summary>Without holes and islands of so few pixels; what is an island as a whole keeps its largest part.</summary>
        public Found Clean(int maxArea)
        {
            Mask before = Runs.ToMask(), filled = before.FillHoles(maxArea), clean = filled.RemoveIslands(maxArea);
            clean = clean.Count > 0 ? clean : filled.KeepLargest();
            return before.Values.SequenceEqual(clean.Values) ? this : this with { Runs = MaskRuns.Of(clean), Bounds = clean.GetBounds()!.Value, IsChanged = true };
        }
    }
}

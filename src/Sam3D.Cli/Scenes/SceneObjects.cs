using Sam3D.Cli.Reporting;
using Sam3D.Cli.Segmentation;
using Sam3D.Masks;

namespace Sam3D.Cli.Scenes;

/// <summary>Which objects of a photograph make a scene.</summary>
internal static class SceneObjects
{
    // Two prompts that meant the same thing.
    private const double SameObject = 0.8;

    // Of everything: specks and the background are no objects, and parts belong to the object that holds them.
    private const double LeastShare = 0.002, LargestShare = 0.6, IsPart = 0.8;

    /// <summary>Finds the objects.</summary>
    /// <param name="segmenter">The segmenter.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="request">What to look for.</param>
    /// <param name="reporter">Told about progress.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>Masks of the objects, numbered from 0.</returns>
    public static async Task<IReadOnlyList<ScoredMask>> FindAsync(
        ISegmenter segmenter, RgbImage photo, SceneRequest request, Reporter reporter, CancellationToken cancellationToken)
    {
        PromptRequest prompt = request.Prompt;
        IReadOnlyList<ScoredMask> found = prompt.Everything
            ? Whole(await MaskFinder.EverythingAsync(segmenter, photo, prompt, reporter, cancellationToken).ConfigureAwait(false), photo)
            : await PromptedAsync(segmenter, photo, prompt, cancellationToken).ConfigureAwait(false);
        int all = found.Count;
        found = [.. found.SuppressByMasks(SameObject).Take(request.MaxObjects)];
        if (found.Count < all)
        {
            reporter.Note($"{PlainText.Count(all, "object")} found, of which {found.Count} differ and fit into --max-objects {request.MaxObjects}");
        }

        // As they were asked for
        IEnumerable<ScoredMask> ordered = prompt.Everything ? found.OrderByDescending(m => m.Mask.Count) : found.OrderBy(m => m.Id);
        return [.. ordered.Select((m, i) => new ScoredMask(m.Mask, m.Score) { Id = i, Stability = m.Stability })];
    }

    /// <summary>Objects among all that was found: neither specks nor background, and no parts of others.</summary>
    /// <exception cref="MaskException">None is left.</exception>
    internal static IReadOnlyList<ScoredMask> Whole(IReadOnlyList<ScoredMask> found, RgbImage photo)
    {
        double pixels = (double)photo.Width * photo.Height;
        var whole = new List<ScoredMask>();
        foreach (ScoredMask mask in found.Where(m => m.Mask.Count >= LeastShare * pixels && m.Mask.Count <= LargestShare * pixels).OrderByDescending(m => m.Mask.Count))
        {
            if (whole.TrueForAll(larger => Shared(larger.Mask, mask.Mask) < IsPart * mask.Mask.Count))
            {
                whole.Add(mask);
            }
        }

        return whole.Count > 0
            ? [.. whole.OrderByDescending(m => m.Score)]
            : throw new MaskException($"None of {PlainText.Count(found.Count, "mask")} in the picture of {photo.Width}×{photo.Height} pixels is an object, between {LeastShare:0.0 %} and {LargestShare:0 %} of it: point at the objects, or draw boxes.");
    }

    private static async Task<IReadOnlyList<ScoredMask>> PromptedAsync(ISegmenter segmenter, RgbImage photo, PromptRequest prompt, CancellationToken cancellationToken)
    {
        using ISegmentationSession session = await segmenter.OpenAsync(photo, cancellationToken).ConfigureAwait(false);
        PointPrompt[] on = [.. prompt.Points.Where(p => p.IsForeground)], beside = [.. prompt.Points.Where(p => !p.IsForeground)];
        if (on.Length < 2 || prompt.Boxes.Count > 0 || prompt.Mask is not null || prompt.Text is not null)
        {
            IReadOnlyList<ScoredMask> found = await MaskFinder.AskAsync(session, prompt.ToPrompt(photo), cancellationToken).ConfigureAwait(false);
            bool isConcept = prompt.Text is not null || (prompt.Boxes.Count > 0 && segmenter.SupportedPrompts.HasFlag(PromptKinds.Text));
            return isConcept || prompt.Boxes.Count > 1 ? found : [found[0]];
        }

        // Each click is an object of its own.
        var each = new List<ScoredMask>();
        foreach (PointPrompt click in on)
        {
            ScoredMask best = (await MaskFinder.AskAsync(session, new SegmentationPrompt { Points = [click, .. beside] }, cancellationToken).ConfigureAwait(false))[0];
            each.Add(new ScoredMask(best.Mask, best.Score) { Id = each.Count, Stability = best.Stability });
        }

        return each;
    }

    private static int Shared(Mask a, Mask b)
    {
        int shared = 0;
        for (int i = 0; i < a.Values.Length; i++)
        {
            shared += (a.Values[i] & b.Values[i]) != 0 ? 1 : 0;
        }

        return shared;
    }
}

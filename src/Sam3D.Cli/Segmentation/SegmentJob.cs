using System.Diagnostics;
using Sam3D.Cli.Reconstruct;
using Sam3D.Cli.Reporting;
using Sam3D.Rendering;

namespace Sam3D.Cli.Segmentation;

/// <summary>Finds objects in one photograph and writes their masks and an overlay, or nothing.</summary>
/// <param name="request">What to do.</param>
/// <param name="reporter">Told about progress.</param>
internal sealed class SegmentJob(SegmentRequest request, Reporter reporter)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Does the work.</summary>
    public async Task<SegmentReport> RunAsync(CancellationToken cancellationToken)
    {
        // 1. Everything that can be refused before any network runs
        using var output = new OutputFolder(request.Output, request.ReplacesFiles);
        RgbImage photo = RgbImage.Load(request.Photo);
        SegmentationPrompt prompt = request.Prompt.ToPrompt(photo) with { Alternatives = request.Alternatives ? true : null };
        (ISegmenter segmenter, string model) = SegmenterSource.Open(request.Prompt, request.Runtime, cancellationToken);
        using (segmenter)
        {
            // 2. Masks
            IReadOnlyList<ScoredMask> masks = request.Prompt.Everything
                ? await MaskFinder.EverythingAsync(segmenter, photo, request.Prompt, reporter, cancellationToken).ConfigureAwait(false)
                : await PromptedAsync(segmenter, photo, prompt, cancellationToken).ConfigureAwait(false);

            // 3. Files
            string name = Path.GetFileNameWithoutExtension(request.Photo) is { Length: > 0 } stem ? stem : "photo";
            var found = new List<FoundMask>();
            foreach (ScoredMask mask in masks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                string file = masks.Count == 1 ? $"{name}.mask.png" : $"{name}.mask-{mask.Id + 1}.png";
                mask.Mask.SavePng(output.Reserve(file));
                found.Add(FoundMask.Of(mask, output.Target(file)));
            }

            string overlay = $"{name}.overlay.png";
            MaskOverlay.Draw(photo, [.. masks.OrderByDescending(m => m.Mask.Count)]).SavePng(output.Reserve(overlay));
            cancellationToken.ThrowIfCancellationRequested();
            output.Commit();
            return new SegmentReport
            {
                Photo = request.Photo,
                Width = photo.Width,
                Height = photo.Height,
                Model = model,
                Masks = found,
                Overlay = output.Target(overlay),
                Seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds,
                PeakMemoryBytes = ProcessMemory.Peak(),
            };
        }
    }

    private async Task<IReadOnlyList<ScoredMask>> PromptedAsync(ISegmenter segmenter, RgbImage photo, SegmentationPrompt prompt, CancellationToken cancellationToken)
    {
        using ISegmentationSession session = await segmenter.OpenAsync(photo, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ScoredMask> found = await MaskFinder.AskAsync(session, prompt, cancellationToken).ConfigureAwait(false);

        // A concept, told by words or by boxes around examples, has many objects, and else each box has one; what else comes are readings of one prompt.
        bool isConcept = prompt.Text is not null || (prompt.Boxes.Count > 0 && segmenter.SupportedPrompts.HasFlag(PromptKinds.Text));
        return request.Alternatives || isConcept || prompt.Boxes.Count > 1 ? found : [found[0]];
    }
}

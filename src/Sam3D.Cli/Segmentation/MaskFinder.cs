using Sam3D.Cli.Reporting;
using Sam3D.Masks;

namespace Sam3D.Cli.Segmentation;

/// <summary>Asks a segmenter for what a command line describes.</summary>
internal static class MaskFinder
{
    /// <summary>Finds everything.</summary>
    /// <param name="segmenter">The segmenter.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="request">What the command line says.</param>
    /// <param name="reporter">Shows progress.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>Masks, best first, numbered from 0.</returns>
    /// <exception cref="MaskException">Nothing was found.</exception>
    public static async Task<IReadOnlyList<ScoredMask>> EverythingAsync(
        ISegmenter segmenter, RgbImage photo, PromptRequest request, Reporter reporter, CancellationToken cancellationToken)
    {
        AutomaticMaskOptions options = SegmenterSource.Everything(segmenter, request, photo);
        IReadOnlyList<ScoredMask> found = await reporter.RunAsync(progress =>
            segmenter.SegmentEverythingAsync(photo, options, new ClickProgress(progress), cancellationToken)).ConfigureAwait(false);
        return found.Count > 0
            ? found
            : throw new MaskException($"Nothing was found in the picture of {photo.Width}×{photo.Height} pixels by {options.PointsPerSide}×{options.PointsPerSide} clicks: give a larger --points-per-side, or point at the objects.");
    }

    /// <summary>Answers a prompt; masks are numbered from 0 in the order of the result, and empty ones are refused.</summary>
    /// <param name="session">The opened photograph.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <exception cref="MaskException">Nothing was found, also for one of several boxes.</exception>
    public static async Task<IReadOnlyList<ScoredMask>> AskAsync(ISegmentationSession session, SegmentationPrompt prompt, CancellationToken cancellationToken)
    {
        IReadOnlyList<ScoredMask> found = await session.SegmentAsync(prompt, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < found.Count; i++)
        {
            if (found[i].Mask.Count == 0 && prompt.Boxes.Count > 1)
            {
                throw new MaskException($"Nothing was found in box {i + 1} of {prompt.Boxes.Count}: draw it closer to the object, or leave it out.");
            }
        }

        return [.. found.Where(m => m.Mask.Count > 0).Select((m, i) => new ScoredMask(m.Mask, m.Score) { Id = i, Stability = m.Stability })];
    }

    private sealed class ClickProgress(IProgress<WorkProgress> inner) : IProgress<double>
    {
        private const int Steps = 1000;

        public void Report(double value) => inner.Report(new WorkProgress("click on the whole picture", (long)(Steps * value), Steps));
    }
}

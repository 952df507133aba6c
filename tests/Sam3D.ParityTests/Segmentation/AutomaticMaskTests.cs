using System.Numerics;
using Sam3D.Masks;

namespace Sam3D.ParityTests;

/// <summary>Masks of everything with the networks of the reference cases, against the same clicks one by one.</summary>
public sealed class AutomaticMaskTests
{
    private static readonly AutomaticMaskOptions All = new() { PointsPerSide = 4, LeastQuality = 0, LeastStability = 0, MaxBoxIoU = 1 };

    private static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>However many clicks go through the network in one call; and of 48 answers all are kept, or those that differ.</summary>
    [Theory]
    [InlineData(false, 1.0, 64)]
    [InlineData(false, 0.7, 64)]
    [InlineData(true, 1.0, 64)]
    [InlineData(true, 1.0, 5)]
    [InlineData(true, 1.0, 1)]
    [InlineData(true, 0.7, 64)]
    public async Task Every_mask_is_the_answer_to_a_click(bool isSecond, double maxBoxIoU, int pointsPerBatch)
    {
        using var model = new SegmenterCase(SegmentationCase.OfRepository(isSecond), isSecond);
        AutomaticMaskOptions options = All with { MaxBoxIoU = maxBoxIoU, PointsPerBatch = pointsPerBatch };
        IReadOnlyList<ScoredMask> found = await model.Segmenter.SegmentEverythingAsync(model.Image, options, cancellationToken: None);
        using ISegmentationSession session = await model.Segmenter.OpenAsync(model.Image, None);
        Assert.True(((IClickBatches)session).TakesBatches);
        List<ScoredMask> answers = await ClickAsync(session, model.Image);

        // The official order: boxes by quality, each dropping those that overlap it.
        var expected = new List<ScoredMask>();
        foreach (ScoredMask answer in answers.OrderByDescending(a => a.Score))
        {
            if (expected.TrueForAll(e => MaskSuppression.IoU(e.Bounds!.Value, answer.Bounds!.Value) <= maxBoxIoU))
            {
                expected.Add(answer);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{model.Manifest.Name}: {answers.Count} answers, {found.Count} masks");
        Assert.Equal(maxBoxIoU < 1 ? expected.Count : answers.Count, found.Count);
        Assert.True(maxBoxIoU < 1 || found.Count > 40, $"{found.Count} masks.");
        Same(expected, found);

        // Thresholds drop what is below them.
        float middle = found.Select(f => f.Score).Order().ElementAt(found.Count / 2);
        IReadOnlyList<ScoredMask> better = await model.Segmenter.SegmentEverythingAsync(model.Image, options with { LeastQuality = middle, CropLayers = 1, LeastRegionArea = 10 }, cancellationToken: None);
        Assert.All(better, m => Assert.True(m.Score >= middle));
    }

    [Fact]
    public async Task Exports_of_others_are_asked_one_click_at_a_time()
    {
        using var model = new SegmenterCase(SegmentationCase.OfRepository(isSecond: true), isSecond: true);
        using var folder = new TemporaryFolder();
        using OnnxSegmenter export = PublicExportTests.Open("RectLabel", model, folder.Path);
        using ISegmentationSession session = await export.OpenAsync(model.Image, None);
        Assert.False(((IClickBatches)session).TakesBatches);
        Same(
            await model.Segmenter.SegmentEverythingAsync(model.Image, All, cancellationToken: None),
            await export.SegmentEverythingAsync(model.Image, All, cancellationToken: None));
    }

    private static async Task<List<ScoredMask>> ClickAsync(ISegmentationSession session, RgbImage image)
    {
        var answers = new List<ScoredMask>();
        for (int k = 0; k < 16; k++)
        {
            var click = new PointPrompt(new Vector2(((k % 4) + 0.5f) / 4 * image.Width, ((k / 4) + 0.5f) / 4 * image.Height));
            answers.AddRange((await session.SegmentAsync(new SegmentationPrompt { Points = [click] }, None)).Where(a => a.Mask.Count > 0));
        }

        return answers;
    }

    /// <summary>The same masks, but for the last bits of their scores.</summary>
    private static void Same(IReadOnlyList<ScoredMask> expected, IReadOnlyList<ScoredMask> actual)
    {
        Parity.Check("everything", "scores", [.. expected.Select(e => e.Score)], [.. actual.Select(a => a.Score)], 1e-5);
        Assert.Equal(expected.Select(e => (e.Stability, e.Bounds)), actual.Select(a => (a.Stability, a.Bounds)));
        Assert.Equal(expected.SelectMany(e => e.Mask.Values.ToArray()), actual.SelectMany(a => a.Mask.Values.ToArray()));
    }
}

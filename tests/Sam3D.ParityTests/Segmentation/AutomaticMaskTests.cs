using System.Numerics;
using Sam3D.Masks;

namespace Sam3D.ParityTests;

/// <summary>Masks of everything with the networks of the reference cases, against the same clicks one by one.</summary>
public sealed class AutomaticMaskTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_mask_is_the_answer_to_a_click(bool isSecond)
    {
        using var model = new SegmenterCase(SegmentationCase.OfRepository(isSecond), isSecond);
        var options = new AutomaticMaskOptions { PointsPerSide = 4, LeastQuality = 0, LeastStability = 0, MaxBoxIoU = 0.7 };
        IReadOnlyList<ScoredMask> found = await model.Segmenter.SegmentEverythingAsync(model.Image, options, cancellationToken: None);
        using ISegmentationSession session = await model.Segmenter.OpenAsync(model.Image, None);
        var answers = new List<ScoredMask>();
        for (int k = 0; k < 16; k++)
        {
            var click = new PointPrompt(new Vector2(((k % 4) + 0.5f) / 4 * model.Image.Width, ((k / 4) + 0.5f) / 4 * model.Image.Height));
            answers.AddRange(await session.SegmentAsync(new SegmentationPrompt { Points = [click] }, None));
        }

        // The official order: boxes by quality, each dropping those that overlap it.
        var expected = new List<ScoredMask>();
        foreach (ScoredMask answer in answers.Where(a => a.Mask.Count > 0).OrderByDescending(a => a.Score))
        {
            if (expected.TrueForAll(e => MaskSuppression.IoU(e.Bounds!.Value, answer.Bounds!.Value) <= 0.7))
            {
                expected.Add(answer);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{model.Manifest.Name}: {answers.Count} answers, {found.Count} masks");
        Assert.Equal(expected.Select(e => (e.Score, e.Stability, e.Bounds)), found.Select(f => (f.Score, f.Stability, f.Bounds)));
        Assert.Equal(expected.SelectMany(e => e.Mask.Values.ToArray()), found.SelectMany(f => f.Mask.Values.ToArray()));

        // Thresholds drop what is below them.
        float middle = found.Select(f => f.Score).Order().ElementAt(found.Count / 2);
        IReadOnlyList<ScoredMask> better = await model.Segmenter.SegmentEverythingAsync(model.Image, options with { LeastQuality = middle, CropLayers = 1, LeastRegionArea = 10 }, cancellationToken: None);
        Assert.All(better, m => Assert.True(m.Score >= middle));
    }
}

using System.Numerics;
using Sam3D.Masks;

namespace Sam3D.Onnx.Tests.Segmentation;

/// <summary>The embedded segmenter on photographs. Their masks are those of the embedded network itself, so this shows that clicks and boxes find what it finds.</summary>
public sealed class DefaultSegmenterTests(DefaultSegmenterTests.Model model) : IClassFixture<DefaultSegmenterTests.Model>
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "fixtures", "photos");

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("coffee.png", 285, 300)]
    [InlineData("chelsea.png", 200, 150)]
    [InlineData("rocket.jpg", 320, 200)]
    public async Task Clicks_and_boxes_find_the_object(string file, float x, float y)
    {
        RgbImage photo = RgbImage.Load(Path.Combine(Folder, file));
        Mask truth = Mask.Load(Path.Combine(Folder, Path.GetFileNameWithoutExtension(file) + ".mask.png"));
        PixelBounds b = truth.GetBounds()!.Value;
        using ISegmentationSession session = await model.Segmenter.OpenAsync(photo, None);
        IReadOnlyList<ScoredMask> clicked = await session.SegmentAsync(new SegmentationPrompt { Points = [new PointPrompt(new Vector2(x, y))] }, None);
        double click = clicked.Max(m => m.Mask.IoU(truth));
        double box = (await session.SegmentAsync(new SegmentationPrompt { Boxes = [new BoxPrompt(new(b.Left, b.Top), new(b.Right + 1, b.Bottom + 1))] }, None))[0].Mask.IoU(truth);
        TestContext.Current.TestOutputHelper!.WriteLine($"{file}: click {click:F3}, box {box:F3}");
        Assert.True(click > 0.85, $"click {click:F3}");
        Assert.True(box > 0.85, $"box {box:F3}");
    }

    [Fact]
    public async Task A_further_click_costs_no_network()
    {
        RgbImage photo = RgbImage.Load(Path.Combine(Folder, "coffee.png"));
        using ISegmentationSession session = await model.Segmenter.OpenAsync(photo, None);
        ScoredMask first = (await session.SegmentAsync(new SegmentationPrompt { Points = [new(new(285, 300))] }, None))[0];
        ScoredMask second = (await session.SegmentAsync(new SegmentationPrompt { Points = [new(new(285, 300)), new(new(366, 285), false)] }, None))[0];
        Assert.True(first.Mask[285, 300] && second.Mask[285, 300]);
        Assert.False(second.Mask[366, 285]);
        Assert.Equal(PromptKinds.Salient | PromptKinds.Points | PromptKinds.Boxes | PromptKinds.Mask | PromptKinds.Previous, model.Segmenter.SupportedPrompts);
    }

    [Fact]
    public async Task Everything_of_a_photograph_is_found()
    {
        RgbImage photo = RgbImage.Load(Path.Combine(Folder, "coffee.png"));
        Mask truth = Mask.Load(Path.Combine(Folder, "coffee.mask.png"));
        IReadOnlyList<ScoredMask> found = await model.Segmenter.SegmentEverythingAsync(photo, GraphCutSegmenter.Everything with { PointsPerSide = 3 }, cancellationToken: None);
        Assert.True(found.Max(m => m.Mask.IoU(truth)) > 0.85);
        for (int i = 0; i < found.Count; i++)
        {
            Assert.All(found.Skip(i + 1), m => Assert.True(MaskSuppression.IoU(found[i].Bounds!.Value, m.Bounds!.Value) <= GraphCutSegmenter.Everything.MaxBoxIoU));
        }
    }

    public sealed class Model : IDisposable
    {
        public GraphCutSegmenter Segmenter { get; } = GraphCutSegmenter.CreateDefault(new RuntimeOptions { Device = DevicePreference.Cpu });

        public void Dispose() => Segmenter.Dispose();
    }
}

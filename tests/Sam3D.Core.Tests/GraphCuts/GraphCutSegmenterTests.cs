using System.Numerics;
using Sam3D.Core.Tests.Masks;
using Sam3D.Masks;

namespace Sam3D.Core.Tests.GraphCuts;

/// <summary>The segmenter without a network of salient objects, on drawn pictures whose objects are known.</summary>
public sealed class GraphCutSegmenterTests
{
    private const int Width = 240, Height = 160;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>A red disk and a blue box on a rough green ground.</summary>
    private static (RgbImage Photo, Mask Disk, Mask Box) Scene()
    {
        var random = new Random(11);
        byte[] pixels = new byte[3 * Width * Height], disk = new byte[Width * Height], box = new byte[Width * Height];
        for (int i = 0; i < disk.Length; i++)
        {
            (int x, int y) = (i % Width, i / Width);
            disk[i] = Math.Pow(x - 70, 2) + Math.Pow(y - 80, 2) < 40 * 40 ? byte.MaxValue : (byte)0;
            box[i] = x is >= 150 and < 210 && y is >= 50 and < 120 ? byte.MaxValue : (byte)0;
            (int r, int g, int b) = disk[i] != 0 ? (180, 40, 50) : box[i] != 0 ? (40, 60, 170) : (70, 130, 60);
            foreach ((int c, int value) in ((int[])[r, g, b]).Index())
            {
                pixels[(3 * i) + c] = (byte)(value + random.Next(-20, 21));
            }
        }

        return (new RgbImage(Width, Height, pixels), new Mask(Width, Height, disk), new Mask(Width, Height, box));
    }

    [Fact]
    public async Task A_click_on_an_object_cuts_it_out()
    {
        (RgbImage photo, Mask disk, Mask box) = Scene();
        using var segmenter = new GraphCutSegmenter();
        using ISegmentationSession session = await segmenter.OpenAsync(photo, None);
        IReadOnlyList<ScoredMask> found = await session.SegmentAsync(Click(70, 80), None);
        Assert.InRange(found.Max(m => m.Mask.IoU(disk)), 0.95, 1);
        Assert.Equal(found.Select(m => m.Score).OrderDescending(), found.Select(m => m.Score));
        Assert.All(found, m => Assert.InRange(m.Stability!.Value, 0, 1));
        Assert.InRange((await session.SegmentAsync(Click(180, 85), None)).Max(m => m.Mask.IoU(box)), 0.95, 1);
    }

    [Fact]
    public async Task Boxes_cut_out_what_they_hold_in_their_order()
    {
        (RgbImage photo, Mask disk, Mask box) = Scene();
        using var segmenter = new GraphCutSegmenter();
        var prompt = new SegmentationPrompt { Boxes = [new BoxPrompt(new(145, 45), new(215, 125)), new BoxPrompt(new(28, 38), new(112, 122))] };
        IReadOnlyList<ScoredMask> found = await segmenter.SegmentAsync(photo, prompt, None);
        Assert.InRange(found[0].Mask.IoU(box), 0.97, 1);
        Assert.InRange(found[1].Mask.IoU(disk), 0.97, 1);
    }

    [Fact]
    public async Task A_rough_mask_becomes_exact_and_a_result_can_be_corrected()
    {
        (RgbImage photo, Mask disk, Mask box) = Scene();
        using var segmenter = new GraphCutSegmenter();
        using ISegmentationSession session = await segmenter.OpenAsync(photo, None);
        byte[] rough = new byte[Width * Height];
        for (int i = 0; i < rough.Length; i++)
        {
            rough[i] = Math.Abs((i % Width) - 70) < 34 && Math.Abs((i / Width) - 80) < 34 ? byte.MaxValue : (byte)0;
        }

        ScoredMask first = (await session.SegmentAsync(new SegmentationPrompt { Mask = new Mask(Width, Height, rough) }, None))[0];
        Assert.InRange(first.Mask.IoU(disk), 0.97, 1);

        // Now the box too.
        Mask both = new(Width, Height, [.. disk.Values.ToArray().Zip(box.Values.ToArray(), (a, b) => (byte)(a | b))]);
        ScoredMask second = (await session.SegmentAsync(new SegmentationPrompt { Previous = first, Points = [new(new(180, 85)), new(new(70, 80))] }, None))[0];
        Assert.InRange(second.Mask.IoU(both), 0.95, 1);

        // And away again.
        ScoredMask third = (await session.SegmentAsync(new SegmentationPrompt { Previous = second, Points = [new(new(70, 80)), new(new(180, 85), false)] }, None))[0];
        Assert.InRange(third.Mask.IoU(disk), 0.95, 1);
    }

    [Fact]
    public async Task The_same_prompt_gives_the_same_mask()
    {
        (RgbImage photo, _, _) = Scene();
        using var segmenter = new GraphCutSegmenter();
        using ISegmentationSession session = await segmenter.OpenAsync(photo, None);
        IReadOnlyList<ScoredMask> first = await session.SegmentAsync(Click(70, 80), None), again = await session.SegmentAsync(Click(70, 80), None), alone = await segmenter.SegmentAsync(photo, Click(70, 80), None);
        Assert.Equal(first.Select(m => m.Score), again.Select(m => m.Score));
        Assert.Equal(first.SelectMany(m => m.Mask.Values.ToArray()), again.SelectMany(m => m.Mask.Values.ToArray()));
        Assert.Equal(first.SelectMany(m => m.Mask.Values.ToArray()), alone.SelectMany(m => m.Mask.Values.ToArray()));
        Assert.Equal(2 * first.Count, first.Concat(again).DistinctBy(m => m.Id).Count());
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 700)]
    [InlineData(1, 5)]
    [InlineData(1, 1)]
    public async Task Tiny_and_narrow_pictures_are_cut_or_refused_in_one_line(int width, int height)
    {
        using var segmenter = new GraphCutSegmenter();
        var photo = new RgbImage(width, height, [.. Enumerable.Range(0, 3 * width * height).Select(i => (byte)(i * 37))]);
        if (Math.Min(width, height) < 2)
        {
            ImageException error = await Assert.ThrowsAsync<ImageException>(async () => await segmenter.SegmentAsync(photo, Click(0, 0), None));
            Assert.Contains("at least 2×2", error.Message, StringComparison.Ordinal);
            return;
        }

        Assert.All(await segmenter.SegmentAsync(photo, Click(1, 1), None), m => Assert.Equal((width, height), (m.Mask.Width, m.Mask.Height)));
    }

    [Fact]
    public async Task Prompts_that_cannot_be_used_are_refused()
    {
        (RgbImage photo, _, _) = Scene();
        using var segmenter = new GraphCutSegmenter();
        using ISegmentationSession session = await segmenter.OpenAsync(photo, None);
        using ISegmentationSession other = await segmenter.OpenAsync(photo, None);
        ScoredMask foreign = (await other.SegmentAsync(Click(70, 80), None))[0];
        foreach ((SegmentationPrompt prompt, string part) in ((SegmentationPrompt, string)[])
            [
                (SegmentationPrompt.Salient, "empty"),
                (new SegmentationPrompt { Text = "disk" }, "Text"),
                (Click(241, 20), "outside"),
                (new SegmentationPrompt { Points = [new(new(5, 5), false)] }, "not wanted"),
                (new SegmentationPrompt { Boxes = [new(new(5, 5), new(5, 50))] }, "no area"),
                (new SegmentationPrompt { Previous = foreign }, "not made by this session"),
            ])
        {
            PromptException error = await Assert.ThrowsAsync<PromptException>(async () => await session.SegmentAsync(prompt, None));
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        session.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await session.SegmentAsync(Click(70, 80), None));
        Assert.Throws<ArgumentException>(() => new GraphCutSegmenter(segmenter));
    }

    [Fact]
    public async Task What_stands_out_leads_the_cut_and_is_looked_at_once()
    {
        (RgbImage photo, Mask disk, _) = Scene();
        var salient = new FakeSegmenter(PromptKinds.Salient, (image, _) => image.Width == Width
            ? [new ScoredMask(disk, 1)]
            : throw new MaskException("Nothing."));
        using var segmenter = new GraphCutSegmenter(salient);
        Assert.True(segmenter.SupportedPrompts.HasFlag(PromptKinds.Salient));
        using ISegmentationSession session = await segmenter.OpenAsync(photo, None);
        Assert.InRange((await session.SegmentAsync(Click(70, 80), None))[0].Mask.IoU(disk), 0.97, 1);
        int calls = salient.Calls;
        await session.SegmentAsync(Click(71, 81), None);
        Assert.Equal(calls, salient.Calls);
        Assert.Same(disk, (await session.SegmentAsync(SegmentationPrompt.Salient, None))[0].Mask);
        segmenter.Dispose();
        Assert.True(salient.IsDisposed);
    }

    private static SegmentationPrompt Click(float x, float y) => new() { Points = [new PointPrompt(new Vector2(x, y))] };
}

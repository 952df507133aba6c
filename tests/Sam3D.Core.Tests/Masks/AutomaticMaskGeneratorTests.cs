using System.Numerics;
using Sam3D.Masks;

namespace Sam3D.Core.Tests.Masks;

public sealed class AutomaticMaskGeneratorTests
{
    private const int Width = 300, Height = 200;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    // Two squares; a click answers with the square that it hits.
    private static readonly PixelBounds[] Squares = [new(40, 40, 89, 89), new(180, 100, 239, 169)];

    [Fact]
    public async Task Every_object_is_found_once_best_first()
    {
        var clicks = new List<Vector2>();
        using var segmenter = new FakeSegmenter(PromptKinds.Points, (image, prompt) =>
        {
            lock (clicks)
            {
                clicks.Add(prompt.Points[0].Position);
            }

            Assert.True(prompt.Alternatives);
            int hit = Array.FindIndex(Squares, s => Holds(s, prompt.Points[0].Position));
            return hit < 0 ? throw new MaskException("Nothing.") : [Square(image, Squares[hit], hit == 0 ? 0.9f : 0.95f, 0.99f)];
        });
        double last = 0;
        IReadOnlyList<ScoredMask> found = await segmenter.SegmentEverythingAsync(
            Photo(), new AutomaticMaskOptions { PointsPerSide = 10 }, new Listener(p => last = p), None);
        Assert.Equal([Squares[1], Squares[0]], found.Select(m => m.Bounds!.Value));
        Assert.Equal([0, 1], found.Select(m => m.Id));
        Assert.Equal([0.95f, 0.9f], found.Select(m => m.Score));
        Assert.Equal(1, last);
        Assert.Equal(100, clicks.Count);
        Assert.Equal(new Vector2(15, 10), clicks.OrderBy(c => c.X + c.Y).First()); // official build_point_grid: the middles of equal cells
    }

    [Fact]
    public async Task What_is_bad_or_unstable_is_dropped()
    {
        using var segmenter = new FakeSegmenter(PromptKinds.Points, (image, _) =>
        [
            Square(image, Squares[0], 0.8f, 0.99f), Square(image, Squares[1], 0.9f, 0.9f),
        ]);
        var options = new AutomaticMaskOptions { PointsPerSide = 1 };
        Assert.Empty(await segmenter.SegmentEverythingAsync(Photo(), options, cancellationToken: None));
        Assert.Single(await segmenter.SegmentEverythingAsync(Photo(), options with { LeastQuality = 0.5f }, cancellationToken: None));
        Assert.Single(await segmenter.SegmentEverythingAsync(Photo(), options with { LeastStability = 0.5f }, cancellationToken: None));
    }

    [Fact]
    public async Task Parts_find_what_lies_in_them_and_nothing_that_they_cut_off()
    {
        using var segmenter = new FakeSegmenter(PromptKinds.Points, (image, _) =>
        {
            // In the whole picture one square; in parts, something that ends at their border, and something small in the middle.
            return image.Width == Width
                ? [Square(image, Squares[0], 0.9f, 1)]
                : [Square(image, new PixelBounds(image.Width - 60, 30, image.Width - 1, 60), 0.99f, 1), Square(image, new PixelBounds(50, 50, 59, 59), 0.95f, 1)];
        });
        IReadOnlyList<ScoredMask> found = await segmenter.SegmentEverythingAsync(
            Photo(), new AutomaticMaskOptions { PointsPerSide = 2, CropLayers = 1, CropPointsDivisor = 2 }, cancellationToken: None);
        IReadOnlyList<(PixelBounds Part, int Layer)> parts = PictureCrops.Of(Width, Height, 1, 512.0 / 1500);
        Assert.Equal(5, parts.Count);
        Assert.Equal((1, 2, 4), (found.Count(m => m.Score == 0.9f), found.Count(m => m.Score == 0.99f), found.Count(m => m.Score == 0.95f)));
        Assert.All(found, m => Assert.Equal((Width, Height), (m.Mask.Width, m.Mask.Height)));
        Assert.DoesNotContain(found, m => m.Score == 0.99f && m.Bounds!.Value.Right != Width - 1);
        Assert.Contains(found, m => m.Bounds!.Value == new PixelBounds(parts[4].Part.Left + 50, parts[4].Part.Top + 50, parts[4].Part.Left + 59, parts[4].Part.Top + 59));
    }

    [Fact]
    public void Parts_are_the_official_ones()
    {
        // generate_crop_boxes((200, 300), 2, 512/1500): overlaps of 68 and 34 pixels.
        IReadOnlyList<(PixelBounds Part, int Layer)> parts = PictureCrops.Of(300, 200, 2, 512.0 / 1500);
        Assert.Equal(1 + 4 + 16, parts.Count);
        Assert.Equal(new PixelBounds(0, 0, 183, 133), parts[1].Part);
        Assert.Equal(new PixelBounds(0, 66, 183, 199), parts[2].Part);
        Assert.Equal(new PixelBounds(116, 66, 299, 199), parts[4].Part);
        Assert.Equal(new PixelBounds(0, 0, 100, 75), parts[5].Part);
        Assert.Equal(new PixelBounds(201, 126, 299, 199), parts[^1].Part);
    }

    [Fact]
    public async Task Specks_go_and_holes_are_filled()
    {
        using var segmenter = new FakeSegmenter(PromptKinds.Points, (image, _) =>
        {
            byte[] values = Square(image, Squares[0], 0, 0).Mask.Values.ToArray();
            values[(60 * Width) + 60] = 0;
            values[(150 * Width) + 20] = 255;
            return [new ScoredMask(new Mask(Width, Height, values), 0.9f)];
        });
        ScoredMask raw = (await segmenter.SegmentEverythingAsync(Photo(), new AutomaticMaskOptions { PointsPerSide = 1 }, cancellationToken: None))[0];
        Assert.Equal(150, raw.Bounds!.Value.Bottom);
        ScoredMask clean = (await segmenter.SegmentEverythingAsync(Photo(), new AutomaticMaskOptions { PointsPerSide = 1, LeastRegionArea = 2 }, cancellationToken: None))[0];
        Assert.Equal(Squares[0], clean.Bounds!.Value);
        Assert.Equal(2500, clean.Mask.Count);
    }

    [Fact]
    public async Task Wrong_options_are_named_at_once_and_the_defaults_are_official()
    {
        using var salient = new FakeSegmenter(PromptKinds.Salient, (_, _) => []);
        await Assert.ThrowsAsync<PromptException>(() => salient.SegmentEverythingAsync(Photo(), cancellationToken: None));
        using var segmenter = new FakeSegmenter(PromptKinds.Points, (_, _) => []);
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => segmenter.SegmentEverythingAsync(
            Photo(), new AutomaticMaskOptions { PointsPerSide = 0, LeastQuality = float.NaN, CropLayers = 9 }, cancellationToken: None));
        Assert.Contains("PointsPerSide is 0, expected 1 to 256; LeastQuality is NaN, expected 0 to 1; CropLayers is 9, expected 0 to 4", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            new AutomaticMaskOptions
            {
                PointsPerSide = 32,
                LeastQuality = 0.88f,
                LeastStability = 0.95f,
                MaxBoxIoU = 0.7,
                CropLayers = 0,
                MaxCropBoxIoU = 0.7,
                CropOverlap = 512.0 / 1500,
                CropPointsDivisor = 1,
                LeastRegionArea = 0,
            },
            new AutomaticMaskOptions());
    }

    private static RgbImage Photo() => new(Width, Height, new byte[3 * Width * Height]);

    private static bool Holds(PixelBounds b, Vector2 place) => place.X >= b.Left && place.X <= b.Right && place.Y >= b.Top && place.Y <= b.Bottom;

    private static ScoredMask Square(RgbImage image, PixelBounds bounds, float quality, float stability)
    {
        byte[] values = new byte[image.Width * image.Height];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Holds(bounds, new Vector2(i % image.Width, i / image.Width)) ? byte.MaxValue : (byte)0;
        }

        return new ScoredMask(new Mask(image.Width, image.Height, values), quality) { Stability = stability };
    }

    private sealed class Listener(Action<double> action) : IProgress<double>
    {
        public void Report(double value) => action(value);
    }
}

using System.Numerics;

namespace Sam3D.Onnx.Tests.Segmentation;

public sealed class SalientObjectSegmenterTests(SalientObjectSegmenterTests.Network network) : IClassFixture<SalientObjectSegmenterTests.Network>
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    public static TheoryData<string> Photographs()
    {
        var data = new TheoryData<string>();
        foreach (string mask in Directory.EnumerateFiles(Folder, "*.mask.png").Order(StringComparer.Ordinal))
        {
            string stem = Path.GetFileName(mask).Replace(".mask.png", "", StringComparison.Ordinal);
            data.Add(Path.GetFileName(Directory.EnumerateFiles(Folder, stem + ".*").Single(f => f != mask)));
        }

        return data;
    }

    private static string Folder => Path.Combine(Repository.Root, "tests", "fixtures", "photos");

    [Theory]
    [MemberData(nameof(Photographs))]
    public async Task The_mask_of_a_photograph_is_the_recorded_one(string photograph)
    {
        RgbImage image = RgbImage.Load(Path.Combine(Folder, photograph));
        Mask expected = Mask.Load(Path.Combine(Folder, Path.GetFileNameWithoutExtension(photograph) + ".mask.png"));
        ScoredMask found = Assert.Single(await network.Segmenter.SegmentAsync(image, SegmentationPrompt.Salient, None));
        double iou = found.Mask.IoU(expected);
        TestContext.Current.TestOutputHelper!.WriteLine($"{photograph}: IoU {iou:F6}, score {found.Score:F4}");
        Assert.True(iou >= 0.995, $"{photograph}: IoU {iou:F6}");
        Assert.InRange(found.Score, 0.5f, 1f);
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(301, 200)]
    [InlineData(8000, 6000)]
    public async Task A_disc_on_a_plain_ground_is_found_at_any_size(int width, int height)
    {
        byte[] pixels = new byte[3 * width * height], disc = new byte[width * height];
        for (int i = 0; i < disc.Length; i++)
        {
            double x = (i % width) - (width / 2.0), y = (i / width) - (height / 2.0);
            disc[i] = (x * x) + (y * y) < height * height / 9.0 ? (byte)255 : (byte)0;
            pixels.AsSpan(3 * i, 3).Fill(disc[i] != 0 ? (byte)230 : (byte)30);
        }

        ScoredMask found = Assert.Single(await network.Segmenter.SegmentAsync(new RgbImage(width, height, pixels), SegmentationPrompt.Salient, None));
        Assert.Equal((width, height), (found.Mask.Width, found.Mask.Height));
        double iou = found.Mask.IoU(new Mask(width, height, disc));
        TestContext.Current.TestOutputHelper!.WriteLine($"{width}×{height}: IoU {iou:F4}, score {found.Score:F4}");
        Assert.True(iou > 0.9, $"IoU {iou:F4}");
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(128, 100)]
    [InlineData(255, 100)]
    [InlineData(200, 1)]
    public async Task A_picture_of_one_colour_has_no_object(byte value, int side)
    {
        byte[] pixels = new byte[3 * side * side];
        pixels.AsSpan().Fill(value);
        MaskException error = await Assert.ThrowsAsync<MaskException>(async () =>
            await network.Segmenter.SegmentAsync(new RgbImage(side, side, pixels), SegmentationPrompt.Salient, None));
        Assert.Contains($"{side}×{side}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_of_other_kinds_are_refused()
    {
        var image = new RgbImage(8, 8, new byte[192]);
        SegmentationPrompt[] prompts =
        [
            new() { Points = [new PointPrompt(new Vector2(1, 1))] },
            new() { Boxes = [new BoxPrompt(Vector2.Zero, Vector2.One)] },
            new() { Text = "mug" },
            new() { Mask = new Mask(8, 8, new byte[64]) },
        ];
        foreach (SegmentationPrompt prompt in prompts)
        {
            PromptException error = await Assert.ThrowsAsync<PromptException>(async () => await network.Segmenter.SegmentAsync(image, prompt, None));
            Assert.Contains($"{prompt.Kinds}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cancelled_call_ends()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        RgbImage image = RgbImage.Load(Path.Combine(Folder, "coffee.png"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await network.Segmenter.SegmentAsync(image, SegmentationPrompt.Salient, cancellation.Token));
    }

    [Fact]
    public void Files_that_are_not_the_network_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("missing.onnx", Assert.Throws<BundleException>(() => SalientObjectSegmenter.Load(folder.File("missing.onnx"))).Message, StringComparison.Ordinal);
        File.WriteAllBytes(folder.File("other.onnx"), TinyOnnx.Scale(1, 2));
        Assert.Contains("'input.1'", Assert.Throws<BundleException>(() => SalientObjectSegmenter.Load(folder.File("other.onnx"))).Message, StringComparison.Ordinal);
        File.WriteAllBytes(folder.File("outside.onnx"), TinyOnnx.ScaleExternally(2, "../x"));
        Assert.Contains("'../x'", Assert.Throws<BundleException>(() => SalientObjectSegmenter.Load(folder.File("outside.onnx"))).Message, StringComparison.Ordinal);
    }

    public sealed class Network : IDisposable
    {
        public SalientObjectSegmenter Segmenter { get; } = SalientObjectSegmenter.Load(
            Path.Combine(Repository.Root, "models", "u2netp", "u2netp.onnx"), new RuntimeOptions { Device = DevicePreference.Cpu });

        public void Dispose() => Segmenter.Dispose();
    }
}

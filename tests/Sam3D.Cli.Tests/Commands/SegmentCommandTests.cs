using System.Text.Json;
using Sam3D.Masks;

namespace Sam3D.Cli.Tests.Commands;

public sealed class SegmentCommandTests(TinySegmenter tiny) : IClassFixture<TinySegmenter>
{
    private static readonly Lazy<Mask> Reference = new(() => Mask.Load(Path.ChangeExtension(TestFiles.Coffee, ".mask.png")));

    [Fact]
    public async Task A_click_becomes_a_mask_an_overlay_and_a_report()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync("segment", TestFiles.Coffee, "--point", "285,300", "-o", folder.Path, "--json")).Succeeded();
        Assert.Equal(["coffee.mask.png", "coffee.overlay.png"], Names(folder.Path));
        JsonElement mask = Assert.Single(result.Json.GetProperty("masks").EnumerateArray());
        Mask written = Mask.Load(mask.GetProperty("file").GetString()!);
        Assert.True(written.IoU(Reference.Value) > 0.9, $"IoU {written.IoU(Reference.Value):F3}");
        Assert.Equal(written.Count, mask.GetProperty("area").GetInt32());
        PixelBounds bounds = written.GetBounds()!.Value;
        Assert.Equal([bounds.Left, bounds.Top, bounds.Width, bounds.Height], mask.GetProperty("box").EnumerateArray().Select(v => v.GetInt32()));
        JsonElement runs = mask.GetProperty("segmentation");
        Assert.Equal([400, 600], runs.GetProperty("size").EnumerateArray().Select(v => v.GetInt32()));
        Assert.Equal(written.Values.ToArray(), MaskRuns.Parse(600, 400, runs.GetProperty("counts").GetString()!).ToMask().Values.ToArray());

        // The overlay is the photograph where there is no mask.
        RgbImage photo = RgbImage.Load(TestFiles.Coffee), overlay = RgbImage.Load(result.Json.GetProperty("overlay").GetString()!);
        int outside = written.Values.IndexOf((byte)0), inside = written.Values.IndexOf((byte)255);
        Assert.Equal(photo.Pixels.Slice(3 * outside, 3).ToArray(), overlay.Pixels.Slice(3 * outside, 3).ToArray());
        Assert.NotEqual(photo.Pixels.Slice(3 * inside, 3).ToArray(), overlay.Pixels.Slice(3 * inside, 3).ToArray());
    }

    [Fact]
    public async Task Boxes_give_a_mask_each_and_a_rough_mask_is_made_better()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync(
            "segment", TestFiles.Coffee, "--box", "75,15,482,392", "--box", "322,230,410,330", "-o", folder.Path, "--json", "--quiet")).Succeeded();
        Assert.Equal(["coffee.mask-1.png", "coffee.mask-2.png", "coffee.overlay.png"], Names(folder.Path));
        Assert.True(Mask.Load(folder.File("coffee.mask-1.png")).IoU(Reference.Value) > 0.9);
        (await Cli.RunAsync("segment", TestFiles.Coffee, "--mask", folder.File("coffee.mask-1.png"), "--point", "366,280,0", "-o", folder.File("again"), "--quiet")).Succeeded();
        Mask again = Mask.Load(Path.Combine(folder.File("again"), "coffee.mask.png"));
        Assert.False(again[366, 280]);
        Assert.True(again[150, 250]);
    }

    [Fact]
    public async Task A_converted_network_answers_with_all_that_a_click_may_mean()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync(
            "segment", TestFiles.Coffee, "--point", "285,300,1", "--alternatives", "--model", tiny.Path, "-o", folder.Path, "--json", "--quiet")).Succeeded();
        Assert.InRange(result.Json.GetProperty("masks").GetArrayLength(), 1, 3);
        Assert.Equal(tiny.Path, result.Json.GetProperty("model").GetString());
        string text = (await Cli.RunAsync("segment", TestFiles.Coffee, "--point", "285,300,1", "--model", tiny.Path, "-o", folder.Path, "--quiet")).Succeeded().Output;
        Assert.Contains("mask 1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("mask 2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_is_numbered()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync("segment", TestFiles.Coffee, "--everything", "--points-per-side", "1", "-o", folder.Path, "--json")).Succeeded();
        JsonElement[] masks = [.. result.Json.GetProperty("masks").EnumerateArray()];
        Assert.Equal(Enumerable.Range(1, masks.Length), masks.Select(m => m.GetProperty("id").GetInt32()));
        Assert.Equal(masks.Length + 1, Names(folder.Path).Length);
        Assert.Contains("click on the whole picture", result.Error, StringComparison.Ordinal);
    }

    /// <summary>With what is embedded: masks on a photograph of a cup on a saucer, no two alike, the cup and its coffee among them.</summary>
    [Fact]
    public async Task Everything_on_a_photograph_makes_sense()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync("segment", TestFiles.Coffee, "--everything", "--points-per-side", "5", "-o", folder.Path, "--json", "--quiet")).Succeeded();
        Mask[] masks = [.. result.Json.GetProperty("masks").EnumerateArray().Select(m => Mask.Load(m.GetProperty("file").GetString()!))];
        Assert.InRange(masks.Length, 3, 25);
        for (int i = 0; i < masks.Length; i++)
        {
            Assert.InRange(masks[i].Count, 24, (int)(0.95 * 600 * 400));
            Assert.All(masks[..i], m => Assert.InRange(m.IoU(masks[i]), 0, 0.8));
        }

        // The reference is cup and saucer.
        Assert.Contains(masks, m => m.IoU(Reference.Value) > 0.85);
        Assert.Contains(masks, m => m[366, 280] && m.Count < Reference.Value.Count / 3);
    }

    [Theory]
    [InlineData("There is nothing to look for")]
    [InlineData("give either", "--everything", "--point", "1,1")]
    [InlineData("--point is '12', expected x,y", "--point", "12")]
    [InlineData("--point is '1,2,3', expected x,y", "--point", "1,2,3")]
    [InlineData("--point is '1,NaN'", "--point", "1,NaN")]
    [InlineData("--box is '1,2,3', expected x0,y0,x1,y1", "--box", "1,2,3")]
    [InlineData("--text is empty", "--text", " ")]
    [InlineData("--mask is empty", "--mask", "")]
    [InlineData("need --everything", "--point", "1,1", "--min-area", "4")]
    [InlineData("--points-per-side is '0'", "--everything", "--points-per-side", "0")]
    [InlineData("--decoder needs --model", "--point", "1,1", "--decoder", "d.onnx")]
    public async Task Wrong_usage_is_one_line(string part, params string[] args) => await Refuses(ExitCode.BadUsage, part, TestFiles.Coffee, args);

    [Theory]
    [InlineData("PromptException", "is outside of it", "--point", "601,20")]
    [InlineData("PromptException", "is outside of it", "--point", "-1,20")]
    [InlineData("PromptException", "both on and beside", "--point", "5,5", "--point", "5,5,0")]
    [InlineData("PromptException", "only say what is not wanted", "--point", "5,5,0")]
    [InlineData("PromptException", "has no area", "--box", "10,10,10,50")]
    [InlineData("PromptException", "has no area", "--box", "50,50,10,10")]
    [InlineData("PromptException", "reaches beyond it", "--box", "10,10,700,50")]
    [InlineData("PromptException", "an object each", "--box", "10,10,50,50", "--box", "60,10,90,50", "--point", "20,20")]
    [InlineData("PromptException", "SAM 3", "--text", "cup")]
    [InlineData("MaskException", "no-such-mask.png", "--mask", "no-such-mask.png")]
    [InlineData("BundleException", "no-such-model", "--point", "5,5", "--model", "no-such-model")]
    public async Task Prompts_that_cannot_be_used_are_one_line(string type, string part, params string[] args)
    {
        CliResult result = await Refuses(ExitCode.BadData, part, TestFiles.Coffee, args);
        Assert.Equal(type, result.Json.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Pictures_and_masks_that_cannot_be_used_are_one_line()
    {
        using var folder = new TemporaryFolder();
        new RgbImage(1, 1, new byte[3]).SavePng(folder.File("pixel.png"));
        await Refuses(ExitCode.BadData, "1×1 pixels, expected at least 2×2", folder.File("pixel.png"), "--point", "0,0");
        await Refuses(ExitCode.BadData, "1×1 pixels, expected at least 2×2", folder.File("pixel.png"), "--everything");
        await Refuses(ExitCode.BadData, "expected at least 2×2", folder.File("pixel.png"), "--point", "0,0", "--model", tiny.Path);
        await Refuses(ExitCode.BadData, "does not exist", folder.File("no-such.png"), "--point", "0,0");
        await Refuses(ExitCode.BadData, "600×400", TestFiles.Bottle, "--mask", Path.ChangeExtension(TestFiles.Coffee, ".mask.png"));
        new Mask(600, 400, new byte[240_000]).SavePng(folder.File("empty.png"));
        await Refuses(ExitCode.BadData, "is empty", TestFiles.Coffee, "--mask", folder.File("empty.png"));
        File.WriteAllText(folder.File("encoder.onnx"), "no graph");
        await Refuses(ExitCode.BadData, "give it with --decoder", TestFiles.Coffee, "--point", "5,5", "--model", folder.File("encoder.onnx"));
        await Refuses(ExitCode.BadData, "encoder.onnx", TestFiles.Coffee, "--point", "5,5", "--model", folder.File("encoder.onnx"), "--decoder", folder.File("encoder.onnx"));
        await Refuses(ExitCode.BadData, "understands", TestFiles.Coffee, "--text", "cup", "--model", tiny.Path);
    }

    [Fact]
    public async Task Existing_files_stay_where_they_must()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("coffee.mask.png"), "stays");
        (await Cli.RunAsync("segment", TestFiles.Coffee, "--box", "75,15,482,392", "-o", folder.Path, "--no-overwrite", "--quiet")).Failed(ExitCode.BadData, "exists already");
        Assert.Equal([folder.File("coffee.mask.png")], Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.Equal("stays", File.ReadAllText(folder.File("coffee.mask.png")));
    }

    private static async Task<CliResult> Refuses(int code, string part, string photo, params string[] args)
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync(["segment", photo, .. args, "-o", folder.File("out"), "--quiet", "--json"])).Failed(code, part);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        return result;
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
}

using System.Globalization;
using System.Text.Json;
using Sam3D.Cli.Tracking;

namespace Sam3D.Cli.Tests.Commands;

public sealed class TrackCommandTests(TrackCommandTests.Model shared) : IClassFixture<TrackCommandTests.Model>
{
    [Fact]
    public async Task EveryFrameGetsAMaskOfEachObjectAndAnOverlay()
    {
        using var folder = new TemporaryFolder();
        JsonElement report = (await Cli.RunAsync(
            "track", shared.Frames, "--bundle", shared.Bundle, "--point", "79,55", "--point", "123,20,0", "--box", "2@1:40,30,120,90", "-o", folder.Path, "--device", "cpu", "--json", "--quiet"))
            .Succeeded().Json;
        Assert.Equal((3, 176, 100, 8), (Int(report, "frames"), Int(report, "width"), Int(report, "height"), Int(report, "files")));
        JsonElement[] objects = [.. report.GetProperty("objects").EnumerateArray()];
        Assert.Equal([1, 2], objects.Select(o => Int(o, "id")));
        Assert.Equal(folder.File("object-2"), objects[1].GetProperty("masks").GetString());
        Assert.Equal(["00000.png", "00001.png", "00002.png"], Names(folder.File("object-1")));
        Assert.Equal(["00001.png", "00002.png"], Names(folder.File("object-2")));
        Assert.Equal(["00000.png", "00001.png", "00002.png"], Names(folder.File("overlay")));

        int[] pixels = [.. Directory.GetFiles(folder.File("object-1")).Order(StringComparer.Ordinal).Select(f => Mask.Load(f).Count)];
        Assert.Equal(pixels.Count(p => p > 0), Int(objects[0], "frames"));
        Assert.True(pixels[0] > 0);
        Assert.NotEqual(RgbImage.Load(Path.Combine(shared.Frames, "f0.png")).Pixels.ToArray(), RgbImage.Load(Path.Combine(folder.File("overlay"), "00000.png")).Pixels.ToArray());
    }

    [Fact]
    public async Task AMaskBeginsAnObjectAndTheReportReadsLikeText()
    {
        using var folder = new TemporaryFolder();
        var mask = new Mask(176, 100, [.. Enumerable.Range(0, 176 * 100).Select(i => i % 176 is > 60 and < 100 && i / 176 is > 30 and < 70 ? byte.MaxValue : (byte)0)]);
        mask.SavePng(folder.File("mask.png"));
        CliResult result = (await Cli.RunAsync(
            "track", shared.Frames, "--bundle", shared.Bundle, "--mask", $"5:{folder.File("mask.png")}", "-o", folder.File("out"), "--no-overlays", "--device", "cpu")).Succeeded();
        Assert.Contains("3 frames of 176×100 pixels", result.Output, StringComparison.Ordinal);
        Assert.Contains("object 5", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("out/overlay")));
        Assert.InRange(Mask.Load(folder.File("out/object-5/00000.png")).IoU(mask), 0.9, 1);
    }

    [Theory]
    [InlineData(ExitCode.BadUsage, "There is no prompt: give --point, --box, --mask or --text.")]
    [InlineData(ExitCode.BadUsage, "--point is '1,1,2', expected X,Y[,0|1]", "--point", "1,1,2")]
    [InlineData(ExitCode.BadData, "its clicks only say what is not wanted", "--point", "1,1,0")]
    [InlineData(ExitCode.BadUsage, "--point is '5', expected X,Y[,0|1]", "--point", "5")]
    [InlineData(ExitCode.BadUsage, "--box is '1,2,3', expected X0,Y0,X1,Y1", "--box", "1,2,3")]
    [InlineData(ExitCode.BadUsage, "--point is '99999999999@0:1,1'", "--point", "99999999999@0:1,1")]
    [InlineData(ExitCode.BadData, "has a prompt on frame 9, but the video has 3 frames", "--point", "@9:5,5")]
    [InlineData(ExitCode.BadData, "is outside of it", "--point", "500,5")]
    [InlineData(ExitCode.BadData, "has no area", "--box", "5,5,5,9")]
    [InlineData(ExitCode.BadData, "has Text, but OnnxVideoSegmenter understands Points, Boxes, Mask", "--text", "chair")]
    public async Task WhatCannotBeFollowedEndsInOneLine(int code, string part, params string[] options)
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync(["track", shared.Frames, "--bundle", shared.Bundle, "-o", folder.Path, "--quiet", .. options])).Failed(code, part);
    }

    [Fact]
    public async Task FoldersWithoutFramesAndFramesThatChangeTheirSizeAreRefused()
    {
        using var folder = new TemporaryFolder();
        string[] call = ["--bundle", shared.Bundle, "--point", "5,5", "-o", folder.File("out"), "--quiet"];
        Directory.CreateDirectory(folder.File("empty"));
        (await Cli.RunAsync(["track", folder.File("empty"), .. call])).Failed(ExitCode.BadData, "holds no pictures");
        (await Cli.RunAsync(["track", folder.File("none"), .. call])).Failed(ExitCode.BadData, "give a folder with the frames of a video");
        Directory.CreateDirectory(folder.File("mixed"));
        File.Copy(Path.Combine(shared.Frames, "f0.png"), folder.File("mixed/1.png"));
        new RgbImage(20, 10, new byte[600]).SavePng(folder.File("mixed/2.png"));
        (await Cli.RunAsync(["track", folder.File("mixed"), .. call])).Failed(ExitCode.BadData, "Frame 1 of the video has 20×10 pixels, expected 176×100");
    }

    [Fact]
    public async Task FoldersWithFilesOfNoExportAreRefused()
    {
        using var folder = new TemporaryFolder();
        string[] call = ["--point", "5,5", "-o", folder.File("out"), "--quiet"];
        File.Copy(Path.Combine(shared.Bundle, "mask_prompt.onnx"), folder.File("mask_prompt.onnx"));
        (await Cli.RunAsync(["track", shared.Frames, "--bundle", folder.Path, .. call])).Failed(ExitCode.BadData, "hold no image_encoder of a video export that is known");
        File.Delete(folder.File("mask_prompt.onnx"));
        (await Cli.RunAsync(["track", shared.Frames, "--bundle", folder.Path, .. call])).Failed(ExitCode.BadData, "bundle.json");
    }

    [Theory]
    [InlineData("512,300", 1, 0, "512,300")]
    [InlineData("2:512,300", 2, 0, "512,300")]
    [InlineData("2@10:512,300", 2, 10, "512,300")]
    [InlineData("@10:512,300", 1, 10, "512,300")]
    [InlineData(@"C:\masks\a.png", 1, 0, @"C:\masks\a.png")]
    [InlineData("3:mug: blue", 3, 0, "mug: blue")]
    public void PromptsNameObjectAndFrameInFront(string text, int id, int frame, string value) =>
        Assert.Equal(new TrackPrompt(id, frame, value), TrackPrompt.Parse(text));

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static IEnumerable<string> Names(string folder) => Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    /// <summary>A bundle and a video of the size of the reference cases.</summary>
    public sealed class Model : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Model()
        {
            Bundle = TinyVideoBundle.Write(_folder.Path);
            Frames = Directory.CreateDirectory(_folder.File("frames")).FullName;
            Tensor all = Fixtures.Open("sam2_video_frames", Fixtures.Segmentation)["frames_u8"];
            int size = 3 * all.Shape[1] * all.Shape[2];
            for (int i = 0; i < 3; i++)
            {
                byte[] pixels = Array.ConvertAll(all.Values[(i * size)..((i + 1) * size)], v => (byte)v);
                new RgbImage(all.Shape[2], all.Shape[1], pixels).SavePng(Path.Combine(Frames, string.Create(CultureInfo.InvariantCulture, $"f{i}.png")));
            }
        }

        public string Bundle { get; }

        public string Frames { get; }

        public void Dispose() => _folder.Dispose();
    }
}

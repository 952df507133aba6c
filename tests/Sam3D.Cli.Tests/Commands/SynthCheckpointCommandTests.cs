using System.Text.Json;

namespace Sam3D.Cli.Tests.Commands;

public sealed class SynthCheckpointCommandTests
{
    [Fact]
    public async Task MakesAFolderThatConverts()
    {
        using var folder = new TemporaryFolder();
        JsonElement report = (await Cli.RunAsync(
            "synth-checkpoint", folder.File("c"), "--size", "small", "--seed", "5", "--precision", "fp16", "--json", "--quiet")).Succeeded().Json;
        Assert.Equal(folder.File("c"), report.GetProperty("folder").GetString());
        Assert.Equal("small", report.GetProperty("size").GetString());
        Assert.Equal(5, report.GetProperty("seed").GetInt64());
        Assert.Equal("fp16", report.GetProperty("precision").GetString());
        FileInfo[] files = new DirectoryInfo(folder.File("c")).GetFiles("*", SearchOption.AllDirectories);
        Assert.Equal(files.Length, report.GetProperty("files").GetInt32());
        Assert.Equal(files.Sum(f => f.Length), report.GetProperty("bytes").GetInt64());
        Assert.InRange(report.GetProperty("bytes").GetInt64(), 1_000_000, 30_000_000);

        (await Cli.RunAsync("convert", folder.File("c"), "-o", folder.File("b"), "--quiet")).Succeeded();
        (await Cli.RunAsync("info", folder.File("b"), "--verify", "--quiet")).Succeeded();
    }

    [Fact]
    public async Task MakesTheFileOfASegmenterThatConverts()
    {
        using var folder = new TemporaryFolder();
        JsonElement report = (await Cli.RunAsync("synth-checkpoint", folder.File("mobile.pt"), "--model", "mobile-sam", "--json", "--quiet")).Succeeded().Json;
        Assert.Equal(new FileInfo(folder.File("mobile.pt")).Length, report.GetProperty("bytes").GetInt64());
        JsonElement converted = (await Cli.RunAsync("convert", folder.File("mobile.pt"), "-o", folder.File("b"), "--json", "--quiet")).Succeeded().Json;
        Assert.Equal("mobile-sam", converted.GetProperty("name").GetString());
        Assert.Equal(["image_encoder", "mask_decoder"], converted.GetProperty("stages").EnumerateArray().Select(s => s.GetString()!));
        using OnnxSegmenter segmenter = OnnxSegmenter.Open(folder.File("b"), new RuntimeOptions { Device = DevicePreference.Cpu }, TestContext.Current.CancellationToken);
        Assert.Equal(PromptKinds.Points | PromptKinds.Boxes | PromptKinds.Mask | PromptKinds.Previous, segmenter.SupportedPrompts);

        // What it is, and what it takes.
        JsonElement info = (await Cli.RunAsync("info", folder.File("b"), "--verify", "--json", "--quiet")).Succeeded().Json;
        Assert.Equal("segmenter", info.GetProperty("kind").GetString());
        Assert.Equal(["clicks", "boxes around objects", "masks", "corrections"], info.GetProperty("prompts").EnumerateArray().Select(p => p.GetString()!));
        Assert.Equal(1024, info.GetProperty("imageSize").GetInt32());
        Assert.True(info.GetProperty("isVerified").GetBoolean());
        string text = (await Cli.RunAsync("info", folder.File("b"))).Succeeded().Output;
        Assert.Contains("clicks, boxes around objects, masks, corrections", text, StringComparison.Ordinal);
        JsonElement memory = (await Cli.RunAsync("info", folder.File("b"), "--memory", "--json")).Succeeded().Json;
        long peak = memory.GetProperty("budgets")[0].GetProperty("cpu").GetInt64(), weights = memory.GetProperty("stages")[0].GetProperty("cpu").GetProperty("weights").GetInt64();
        Assert.InRange(weights, 20_000_000, 40_000_000);
        Assert.InRange(peak, weights + 130_000_000, 3_000_000_000);
        Assert.Contains("in all", (await Cli.RunAsync("info", folder.File("b"), "--memory")).Succeeded().Output, StringComparison.Ordinal);
        (await Cli.RunAsync("info", folder.File("b"), "--memory", "--voxels", "5")).Failed(ExitCode.BadUsage, "--voxels needs a bundle for reconstruction");
    }

    [Fact]
    public async Task SaysThatTheWeightsAreRandomAndNamesEveryFile()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync("synth-checkpoint", folder.File("c"), "--size", "small")).Succeeded();
        Assert.Contains("results mean nothing", result.Output, StringComparison.Ordinal);
        Assert.Contains("write slat_decoder_mesh.ckpt\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("write moge/model.pt\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Give either --size, for a checkpoint folder, or --model")]
    [InlineData("Give either --size, for a checkpoint folder, or --model", "--size", "small", "--model", "mobile-sam")]
    [InlineData("sam4", "--model", "sam4")]
    [InlineData("medium", "--size", "medium")]
    [InlineData("--seed is '-1', expected a whole number from 0", "--size", "small", "--seed", "-1")]
    [InlineData("--seed is '1.5', expected a whole number", "--size", "small", "--seed", "1.5")]
    [InlineData("int8", "--size", "small", "--precision", "int8")]
    public async Task WrongOptionsEndInOneLine(string part, params string[] options)
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync(["synth-checkpoint", folder.File("c"), .. options])).Failed(ExitCode.BadUsage, part);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task AMissingFolderNameIsWrongUsage() =>
        (await Cli.RunAsync("synth-checkpoint", "--size", "small")).Failed(ExitCode.BadUsage, "FOLDER");

    [Fact]
    public async Task FoldersWithFilesAndFilesAreLeftAlone()
    {
        using var folder = new TemporaryFolder();
        string[] call = ["synth-checkpoint", folder.File("c"), "--size", "small", "--quiet"];
        (await Cli.RunAsync(call)).Succeeded();
        (await Cli.RunAsync(call)).Failed(ExitCode.BadData, "is not empty");
        await File.WriteAllTextAsync(folder.File("f"), "", TestContext.Current.CancellationToken);
        (await Cli.RunAsync("synth-checkpoint", folder.File("f"), "--size", "small")).Failed(ExitCode.BadData, "is a file");
    }

    [Fact]
    public async Task CancellingLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        (await Cli.RunUntilAsync(source.Token, "synth-checkpoint", folder.File("c"), "--size", "full", "--quiet")).Failed(ExitCode.Cancelled, "stopped");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}

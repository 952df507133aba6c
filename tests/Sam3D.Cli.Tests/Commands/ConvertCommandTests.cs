using System.Text.Json;

namespace Sam3D.Cli.Tests.Commands;

public sealed class ConvertCommandTests
{
    [Fact]
    public async Task ACheckpointBecomesABundleThatSaysWhatItWasTold()
    {
        using var folder = new TemporaryFolder();
        JsonElement report = (await Cli.RunAsync(
            "convert", TestFiles.Checkpoint, "-o", folder.File("b"), "--name", "my model", "--licence", "CC0", "--origin", "a test", "--fov", "62.5", "--json")).Succeeded().Json;
        Assert.Equal("my model", report.GetProperty("name").GetString());
        Assert.Equal(folder.File("b"), report.GetProperty("bundle").GetString());

        JsonElement info = (await Cli.RunAsync("info", folder.File("b"), "--verify", "--json", "--quiet")).Succeeded().Json;
        Assert.Equal("CC0", info.GetProperty("licence").GetString());
        Assert.Equal("a test", info.GetProperty("origin").GetString());
        Assert.Equal(62.5, info.GetProperty("fieldOfViewDegrees").GetDouble());
        Assert.True(info.GetProperty("isVerified").GetBoolean());
        Assert.Equal(report.GetProperty("bytes").GetInt64(), info.GetProperty("bytes").GetInt64());
    }

    [Theory]
    [InlineData("fp32", "fp32", "fp32")]
    [InlineData("fp16", "fp16", "fp16")]
    [InlineData("int8", "int8", "fp16")]
    public async Task EveryStageSaysItsPrecision(string asked, string flow, string others)
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync("convert", TestFiles.Checkpoint, "-o", folder.File("b"), "--precision", asked, "--quiet")).Succeeded();
        JsonElement info = (await Cli.RunAsync("info", folder.File("b"), "--verify", "--json", "--quiet")).Succeeded().Json;
        foreach (JsonElement stage in info.GetProperty("stages").EnumerateArray())
        {
            bool isFlow = stage.GetProperty("name").GetString() is "geometry_flow" or "geometry_context";
            Assert.Equal(isFlow ? flow : others, stage.GetProperty("precision").GetString());
        }

        Assert.Contains($"geometry_flow, {flow}, ", (await Cli.RunAsync("info", folder.File("b"))).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownPrecisionIsRefused()
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync("convert", TestFiles.Checkpoint, "-o", folder.File("b"), "--precision", "int4", "--quiet"))
            .Failed(ExitCode.BadUsage, "--precision is 'int4', expected fp32, fp16, int8.");
    }

    [Fact]
    public async Task ABundleIsReplacedOnRequestOnlyAndOtherFilesNever()
    {
        using var folder = new TemporaryFolder();
        string[] call = ["convert", TestFiles.Checkpoint, "-o", folder.File("b"), "--quiet"];
        (await Cli.RunAsync(call)).Succeeded();
        (await Cli.RunAsync(call)).Failed(ExitCode.BadData, "already holds a bundle");
        (await Cli.RunAsync([.. call, "--overwrite"])).Succeeded();
        File.Delete(Path.Combine(folder.File("b"), "bundle.json"));
        (await Cli.RunAsync([.. call, "--overwrite"])).Failed(ExitCode.BadData, "other files");
    }

    [Fact]
    public async Task ProgressNamesEveryGraph()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync("convert", TestFiles.Checkpoint, "-o", folder.File("b"))).Succeeded();
        Assert.Contains("[7/8] write geometry_flow\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("geometry_flow", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellingLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        (await Cli.RunUntilAsync(source.Token, "convert", TestFiles.Checkpoint, "-o", folder.File("b"), "--quiet")).Failed(ExitCode.Cancelled, "stopped");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}

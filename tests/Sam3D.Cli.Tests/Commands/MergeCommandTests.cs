using System.Text.Json;

namespace Sam3D.Cli.Tests.Commands;

public sealed class MergeCommandTests
{
    [Fact]
    public async Task AMergedCheckpointIsHalfAsLargeAndConverts()
    {
        using var folder = new TemporaryFolder();
        string[] call = ["merge", TestFiles.Checkpoint, "-o"];
        JsonElement kept = (await Cli.RunAsync([.. call, folder.File("kept"), "--json", "-q"])).Succeeded().Json;
        JsonElement half = (await Cli.RunAsync([.. call, folder.File("half"), "--precision", "fp16", "--json", "-q"])).Succeeded().Json;
        Assert.Equal(folder.File("half"), half.GetProperty("folder").GetString());
        Assert.Equal(kept.GetProperty("files").GetInt32(), half.GetProperty("files").GetInt32());
        Assert.InRange((double)half.GetProperty("bytes").GetInt64() / kept.GetProperty("bytes").GetInt64(), 0.49, 0.52);
        (await Cli.RunAsync("convert", folder.File("half"), "-o", folder.File("bundle"), "--precision", "fp16", "--float32-products", "-q")).Succeeded();
        (await Cli.RunAsync("info", folder.File("bundle"), "--verify", "-q")).Succeeded();

        (await Cli.RunAsync([.. call, folder.File("half")])).Failed(ExitCode.BadData, "not empty");
        (await Cli.RunAsync([.. call, folder.File("new"), "--precision", "int4"])).Failed(ExitCode.BadUsage, "int4");
        (await Cli.RunAsync("merge", folder.File("none"), "-o", folder.File("new"))).Failed(ExitCode.BadData, "no checkpoint folder");
        Assert.False(Directory.Exists(folder.File("new")));
    }
}

using System.Text.Json;

namespace Sam3D.Cli.Tests.Commands;

public sealed class DataCommandTests
{
    [Fact]
    public async Task GeneratesTellsAndDraws()
    {
        using var folder = new TemporaryFolder();
        string target = folder.File("d");
        string[] call = ["data", "generate", "-o", target, "--count", "5", "--seed", "3", "--size", "32", "--resolution", "8", "--shard-size", "2", "--families", "table, mug", "--json", "--quiet"];
        JsonElement made = (await Cli.RunAsync(call)).Succeeded().Json;
        Assert.Equal(5, made.GetProperty("samples").GetInt32());
        Assert.Equal(3, made.GetProperty("shards").GetInt32());
        (await Cli.RunAsync(call)).Succeeded(); // nothing is left to do

        JsonElement info = (await Cli.RunAsync("data", "info", target, "--verify", "--json", "--quiet")).Succeeded().Json;
        Assert.Equal(5, info.GetProperty("looked").GetInt32());
        Assert.Equal(3, info.GetProperty("seed").GetInt32());
        Assert.All(info.GetProperty("families").EnumerateObject(), f => Assert.Contains(f.Name, (string[])["table", "mug"]));
        Assert.InRange(info.GetProperty("meanMask").GetDouble(), 0.01, 0.8);
        Assert.Contains("5 samples in 3 shards", (await Cli.RunAsync("data", "info", target, "--quiet")).Succeeded().Output, StringComparison.Ordinal);

        (await Cli.RunAsync("data", "sheet", target, "--cell", "32", "--masks", "--quiet")).Succeeded();
        RgbImage sheet = RgbImage.Load(Path.Combine(target, "sheet.png"));
        Assert.Equal((172, 36), (sheet.Width, sheet.Height)); // five cells of 32 and margins of 2
    }

    [Theory]
    [InlineData("--count", "--count", "0")]
    [InlineData("dragon", "--count", "1", "--families", "dragon")]
    [InlineData("multiple of 8", "--count", "1", "--resolution", "9")]
    [InlineData("sam3d data generate --help", "--count", "x")]
    public async Task WrongOptionsEndInOneLine(string part, params string[] options)
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync(["data", "generate", "-o", folder.File("d"), .. options])).Failed(ExitCode.BadUsage, part);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task FoldersThatAreNoDatasetsAreNamed()
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync("data", "info", folder.Path)).Failed(ExitCode.BadData, "dataset.json");
        (await Cli.RunAsync("data", "sheet", folder.Path)).Failed(ExitCode.BadData, "dataset.json");
        (await Cli.RunAsync("data", "generate", "-o", folder.File("d"), "--count", "1", "--photos", folder.Path)).Failed(ExitCode.BadData, "holds no photograph");
    }
}

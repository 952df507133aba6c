using System.Text.Json;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Storage;

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

    [Fact]
    public async Task ARecipeSaysAllAndOptionsGoOverIt()
    {
        using var folder = new TemporaryFolder();
        string recipe = folder.File("recipe.yaml");
        await File.WriteAllTextAsync(
            recipe, "count: 5\nseed: 3\nshard_size: 2\nimage_size: 32\nresolution: 8\nfamilies: [table, mug]\nview: {max_roll: 1}\n", TestContext.Current.CancellationToken);
        JsonElement made = (await Cli.RunAsync("data", "generate", recipe, "-o", folder.File("a"), "--json", "--quiet")).Succeeded().Json;
        Assert.Equal((5, 3), (made.GetProperty("samples").GetInt32(), made.GetProperty("shards").GetInt32()));
        JsonElement manifest = Manifest("a").GetProperty("options");
        Assert.Equal((3, 1), (manifest.GetProperty("seed").GetInt32(), manifest.GetProperty("view").GetProperty("maxRoll").GetInt32()));

        made = (await Cli.RunAsync("data", "generate", recipe, "-o", folder.File("b"), "--count", "3", "--seed", "4", "--max-azimuth", "20", "--json", "--quiet")).Succeeded().Json;
        Assert.Equal(3, made.GetProperty("samples").GetInt32());
        manifest = Manifest("b").GetProperty("options");
        Assert.Equal((4, 32), (manifest.GetProperty("seed").GetInt32(), manifest.GetProperty("imageSize").GetInt32()));
        Assert.Equal((20, 1), (manifest.GetProperty("view").GetProperty("maxAzimuth").GetInt32(), manifest.GetProperty("view").GetProperty("maxRoll").GetInt32()));

        await File.WriteAllTextAsync(recipe, "count: 5\nresolution: 9\n", TestContext.Current.CancellationToken);
        (await Cli.RunAsync("data", "generate", recipe, "-o", folder.File("c"))).Failed(ExitCode.BadData, "recipe.yaml: Resolution is 9");
        (await Cli.RunAsync("data", "generate", folder.File("none.yaml"), "-o", folder.File("c"))).Failed(ExitCode.BadData, "none.yaml");

        JsonElement Manifest(string name) => JsonDocument.Parse(File.ReadAllText(folder.File($"{name}/dataset.json"))).RootElement;
    }

    [Theory]
    [InlineData("--count is missing")]
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
    public async Task FoldersOfTheCommandLineKeepTheSharesOfTheRecipe()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("r.yaml"), "count: 1\nimage_size: 32\nresolution: 8\nmeshes: elsewhere\nmesh_share: 1\nmesh_variants: 3\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("l.tsv"), "file\n029_Pallet/pallet.obj\n", TestContext.Current.CancellationToken);
        string meshes = Path.Combine(Repository.Root, "tests", "fixtures", "objects");
        (await Cli.RunAsync("data", "generate", folder.File("r.yaml"), "-o", folder.File("d"), "--meshes", meshes, "--mesh-list", folder.File("l.tsv"), "--mesh-stretch", "0.1", "--quiet")).Succeeded();
        DataOptions made = ShardDataset.Open(folder.File("d")).Manifest.Options!;
        Assert.Equal((meshes, folder.File("l.tsv"), 1f, 3, 0.1f), (made.Meshes, made.MeshList, made.MeshShare, made.MeshVariants, made.MeshStretch));
        Assert.Equal("pallet", ShardDataset.Open(folder.File("d")).Get(0).Family);
    }

    [Fact]
    public async Task FoldersThatAreNoDatasetsAreNamed()
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync("data", "info", folder.Path)).Failed(ExitCode.BadData, "dataset.json");
        (await Cli.RunAsync("data", "import", folder.Path, "-o", folder.File("d"))).Failed(ExitCode.BadData, "manifest.json");
        (await Cli.RunAsync("data", "sheet", folder.Path)).Failed(ExitCode.BadData, "dataset.json");
        (await Cli.RunAsync("data", "generate", "-o", folder.File("d"), "--count", "1", "--photos", folder.Path)).Failed(ExitCode.BadData, "holds no photograph");
    }
}

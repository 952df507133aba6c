using System.Diagnostics;
using System.Text.Json;
using Sam3D.Gaussians;

namespace Sam3D.Cli.Tests;

/// <summary>The script that made the compact model runs through all of its phases, and its bundle reconstructs a photograph.</summary>
public sealed class CompactRecipeTests
{
    private const string Variable = "SAM3D_RECIPE_TEST";
    private static readonly string Recipe = Path.Combine(Repository.Root, "models", "compact", "recipe");

    [Fact]
    public async Task TheWholeRecipeRunsSmall()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }, $"Takes minutes: {Variable} is not set, so models/compact/recipe/train.sh was not run through all of its phases.");
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.File("list.tsv"),
            "obj\twidth_cm\tdepth_cm\theight_cm\tmodel_rotation\n004_Bedside_table/bedsideTable2.obj\t48.55\t48.1\t45.4\t\n150_Stone_lantern/lantern.obj\t30\t30\t60\t0 0 1 0 1 0 -1 0 0\n");
        await RunAsync(folder, folder.File("list.tsv"), folder.File("work"));
        string losses = File.ReadAllText(folder.File("work/runs/texture-flow/losses.csv"));

        // Again: everything is there, and nothing changes.
        await RunAsync(folder, folder.File("list.tsv"), folder.File("work"));
        Assert.Equal(losses, File.ReadAllText(folder.File("work/runs/texture-flow/losses.csv")));
        Assert.Equal(Phases(), Directory.EnumerateDirectories(folder.File("work/runs")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(DataRecipes(), Directory.EnumerateDirectories(folder.File("work/data")).Select(d => $"data-{Path.GetFileName(d)}").Order(StringComparer.Ordinal));

        string photo = Path.Combine(Repository.Root, "tests", "fixtures", "photos", "coffee.png"), mask = Path.ChangeExtension(photo, ".mask.png");
        CliResult result = (await Cli.RunAsync("reconstruct", photo, "-m", mask, "-o", folder.File("out"), "--bundle", folder.File("work/model"), "-f", "glb,splats", "--json")).Succeeded();
        JsonElement item = result.Json.GetProperty("objects")[0];
        Assert.True(item.GetProperty("triangles").GetInt32() > 0);
        int voxels = item.GetProperty("voxels").GetInt32(), gaussians = item.GetProperty("gaussians").GetInt32();
        Assert.True(voxels > 0 && gaussians >= voxels);
        Assert.Equal(gaussians, GaussianPly.Load(Directory.EnumerateFiles(folder.File("out"), "*.gaussians.ply").Single()).Count);
        Assert.Single(Directory.EnumerateFiles(folder.File("out"), "*.glb"));
    }

    [Fact]
    public void TheScriptUsesEveryRecipeAndEveryRecipeIsRead()
    {
        string script = File.ReadAllText(Path.Combine(Recipe, "train.sh"));
        foreach (string name in Phases())
        {
            Assert.Contains($"\ntrain {name} ", script, StringComparison.Ordinal);
            Training.RecipeFile.Load(Path.Combine(Recipe, name + ".yaml"));
        }

        foreach (string name in DataRecipes())
        {
            Assert.Matches($@"\n(data|for set in) ([a-z -]+ )?{name["data-".Length..]}[\s;]", script);
            Training.Data.DataRecipeFile.Load(Path.Combine(Recipe, name + ".yaml"));
        }
    }

    // The structure's auto-encoder is that of the checkpoint that the script begins from.
    private static IEnumerable<string> Phases() => Names().Where(n => !n.StartsWith("data-", StringComparison.Ordinal) && n != "structure-autoencoder");

    private static IEnumerable<string> DataRecipes() => Names().Where(n => n.StartsWith("data-", StringComparison.Ordinal));

    private static IEnumerable<string> Names() => Directory.EnumerateFiles(Recipe, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    private static async Task RunAsync(TemporaryFolder folder, string list, string work)
    {
        string fixtures = Path.Combine(Repository.Root, "tests", "fixtures");
        var start = new ProcessStartInfo("bash", [Path.Combine(Recipe, "train.sh"), Path.Combine(fixtures, "objects"), list, Path.Combine(fixtures, "photos"), work])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment["SMALL"] = "1";
        start.Environment["SAM3D"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "Sam3D.Cli.dll")}";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {await output}{await error}");
    }
}

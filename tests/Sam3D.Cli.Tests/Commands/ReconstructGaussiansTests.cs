using System.Numerics;
using System.Text.Json;
using Sam3D.Gaussians;
using Sam3D.ParityTests;
using Sam3D.Rendering;

namespace Sam3D.Cli.Tests.Commands;

/// <summary>A model with texture and refinement: a small checkpoint of the reference cases, converted.</summary>
public sealed class ReconstructGaussiansTests(MiniBundle mini) : IClassFixture<MiniBundle>
{
    private string[] Call(string output, params string[] more) =>
    [
        "reconstruct", Picture(".image.png"), "-m", Picture(".mask.png"), "-o", output, "--bundle", mini.Folder, "--steps", "8", "--texture-steps", "2", "--json", .. more,
    ];

    [Fact]
    public async Task MeshAndGaussiansAreWrittenByDefault()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync(Call(folder.Path))).Succeeded();
        string name = Path.GetFileNameWithoutExtension(Picture(".image.png"));
        Assert.Equal(
            [$"{name}.gaussians.ply", $"{name}.glb", $"{name}.ply", $"{name}.pose.json"],
            Directory.EnumerateFiles(folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        JsonElement item = result.Json.GetProperty("objects")[0];
        int voxels = item.GetProperty("voxels").GetInt32(), first = PerVoxel()[0];
        Assert.Equal(first * voxels, item.GetProperty("gaussians").GetInt32());
        Assert.Equal(first * voxels, GaussianPly.Load(folder.File($"{name}.gaussians.ply")).Count);
        Assert.True(item.GetProperty("triangles").GetInt32() > 0);
        Assert.Contains("[9/11] sample texture", result.Error, StringComparison.Ordinal);
        Assert.Equal("decodeMesh", item.GetProperty("stages").EnumerateArray().Last().GetProperty("stage").GetString());
    }

    [Fact]
    public async Task OnlyGaussiansOfTheSmallDecoder()
    {
        using var folder = new TemporaryFolder();
        int small = PerVoxel()[1];
        CliResult result = (await Cli.RunAsync(Call(folder.Path, "-f", "splats", "--gaussians-per-voxel", $"{small}", "--texture-guidance", "0"))).Succeeded();
        JsonElement item = result.Json.GetProperty("objects")[0];
        Assert.Equal(small * item.GetProperty("voxels").GetInt32(), item.GetProperty("gaussians").GetInt32());
        Assert.False(item.TryGetProperty("triangles", out _));
        Assert.Equal(2, Directory.EnumerateFiles(folder.Path).Count());
    }

    [Fact]
    public async Task CompactFilesAndASheetOfGaussiansAlone()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync(Call(folder.Path, "-f", "spz,SPLAT,splats", "--sheet"))).Succeeded();
        string name = Path.GetFileNameWithoutExtension(Picture(".image.png"));
        Assert.Equal(
            [$"{name}.gaussians.ply", $"{name}.pose.json", $"{name}.sheet.png", $"{name}.splat", $"{name}.spz"],
            Directory.EnumerateFiles(folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        JsonElement item = result.Json.GetProperty("objects")[0];
        Assert.False(item.TryGetProperty("triangles", out _));

        // All three hold the same Gaussians.
        GaussianCloud[] clouds = [.. new[] { ".gaussians.ply", ".splat", ".spz" }.Select(ending => GaussianCloud.Load(folder.File(name + ending)))];
        Assert.All(clouds, c => Assert.Equal(item.GetProperty("gaussians").GetInt32(), c.Count));
        Vector3[] middles = [.. clouds.Select(c => Enumerable.Range(0, c.Count).Aggregate(Vector3.Zero, (sum, i) => sum + c.Position(i)) / c.Count)];
        Assert.All(middles, m => Assert.True(Vector3.Distance(middles[0], m) < 1e-4f, $"{middles[0]}, {m}"));

        // The sheet shows what the renderer makes of them.
        JsonElement pose = item.GetProperty("pose");
        float[] Numbers(string member) => [.. pose.GetProperty(member).EnumerateArray().Select(v => v.GetSingle())];
        var placed = ObjectPose.FromOfficial(new Vector4(Numbers("rotation")), new Vector3(Numbers("translation")), pose.GetProperty("scale").GetSingle());
        RgbImage Sheet(GaussianCloud cloud) =>
            ContactSheet.Compose(RgbImage.Load(Picture(".image.png")), Mask.Load(Picture(".mask.png")), cloud, placed);
        RgbImage sheet = RgbImage.Load(folder.File($"{name}.sheet.png")), empty = Sheet(new GaussianCloud(clouds[0].Activations, [], [], [], [], []));
        Assert.InRange(MeanDifference(Sheet(clouds[0]), sheet), 0, 0.1);
        Assert.True(MeanDifference(empty, sheet) > 1, $"{MeanDifference(empty, sheet)}");
    }

    [Fact]
    public async Task InfoTellsOfTheRefinement()
    {
        JsonElement info = (await Cli.RunAsync("info", mini.Folder, "--json")).Succeeded().Json;
        JsonElement refinement = info.GetProperty("refinement");
        Assert.Equal(PerVoxel(), refinement.GetProperty("gaussiansPerVoxel").EnumerateArray().Select(e => e.GetInt32()));
        Assert.Equal(4 * mini.Resolution, refinement.GetProperty("meshResolution").GetInt32());
        Assert.False(info.GetProperty("hasDepth").GetBoolean());
        string text = (await Cli.RunAsync("info", mini.Folder)).Succeeded().Output;
        Assert.Contains($"{string.Join(" or ", PerVoxel())} Gaussians a voxel", text, StringComparison.Ordinal);
        Assert.Contains("texture_flow", text, StringComparison.Ordinal);
        Assert.Contains("int32", text, StringComparison.Ordinal);
    }

    private static double MeanDifference(RgbImage a, RgbImage b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        double sum = 0;
        for (int i = 0; i < a.Pixels.Length; i++)
        {
            sum += Math.Abs(a.Pixels[i] - b.Pixels[i]);
        }

        return sum / a.Pixels.Length;
    }

    private int[] PerVoxel()
    {
        using ModelBundle bundle = ModelBundle.Open(mini.Folder);
        return [.. bundle.Manifest.Refinement!.Gaussians.Select(g => g.PerVoxel)];
    }

    private string Picture(string ending) => Path.Combine(mini.Case.Folder, Fixtures.Discover("preprocess_image")[0] + ending);
}

using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Cli.Inspection;

namespace Sam3D.Cli.Tests.Commands;

public sealed class InfoMemoryTests(ConvertedBundle bundle)
{
    [Fact]
    public async Task EveryStageIsEstimated()
    {
        JsonElement json = (await Cli.RunAsync("info", bundle.Path, "--memory", "--json")).Succeeded().Json;
        Assert.Equal("memory", json.GetProperty("kind").GetString());
        Assert.False(json.TryGetProperty("voxels", out _));
        BundleManifest manifest = Manifest(bundle.Path);
        JsonElement[] stages = [.. json.GetProperty("stages").EnumerateArray()];
        Assert.Equal(manifest.Stages.Count, stages.Length);
        foreach (JsonElement stage in stages)
        {
            Assert.False(stage.TryGetProperty("unknown", out JsonElement reason), $"{stage}: {reason}");
            StageSpec spec = manifest.Stages[stage.GetProperty("stage").GetString()!];
            long file = manifest.Files.Single(f => f.Name == spec.File).Size;
            Assert.InRange(stage.GetProperty("cpu").GetProperty("weights").GetInt64(), file / 2, file);
            Assert.True(stage.GetProperty("cpu").GetProperty("working").GetInt64() > 0);
        }

        // Keys and values are what the context makes and the flow takes.
        long context = manifest.Stages[BundleManifest.GeometryContextStage].Outputs.Sum(o => o.Shape.Aggregate(4L, (a, b) => a * b));
        foreach (string name in (string[])[BundleManifest.GeometryContextStage, BundleManifest.GeometryFlowStage])
        {
            JsonElement stage = stages.Single(s => s.GetProperty("stage").GetString() == name);
            Assert.InRange(stage.GetProperty("cuda").GetProperty("kept").GetInt64(), context, 2 * context);
        }

        AssertBudgets(json);
        string text = (await Cli.RunAsync("info", bundle.Path, "--memory")).Succeeded().Output;
        Assert.Contains("geometry_flow ", text, StringComparison.Ordinal);
        Assert.Contains("smallest ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, 20_000)]
    [InlineData(32, 5_000)]
    [InlineData(1, 4)]
    public void AUsualObjectHasVoxelsOfASurface(int resolution, int expected) => Assert.Equal(expected, NominalVoxels.Usual(resolution));

    [Theory]
    [InlineData("fp32")]
    [InlineData("fp16")]
    public async Task AWholeModelIsEstimatedAndGrowsWithTheVoxels(string precision)
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync("synth-checkpoint", folder.File("c"), "--size", "small", "--quiet")).Succeeded();
        (await Cli.RunAsync("convert", folder.File("c"), "-o", folder.File("b"), "--precision", precision, "--quiet")).Succeeded();
        JsonElement few = (await Cli.RunAsync("info", folder.File("b"), "--memory", "--voxels", "1000", "--json")).Succeeded().Json;
        JsonElement many = (await Cli.RunAsync("info", folder.File("b"), "--memory", "--voxels", "3000", "--json")).Succeeded().Json;
        Assert.Equal(3000, many.GetProperty("voxels").GetInt32());
        string[] grown =
        [
            .. few.GetProperty("stages").EnumerateArray().Zip(many.GetProperty("stages").EnumerateArray())
                .Where(pair => Peak(pair.Second) > 1.5 * Peak(pair.First)).Select(pair => pair.First.GetProperty("stage").GetString()!),
        ];
        Assert.Contains("mesh_decoder", grown);
        Assert.DoesNotContain("geometry_flow", grown);
        Assert.Contains(many.GetProperty("stages").EnumerateArray(), s => s.GetProperty("stage").GetString() == "depth");
        AssertBudgets(many);
    }

    [Fact]
    public async Task AGraphThatIsNotUnderstoodIsUnknown()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(bundle.Path))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        await File.WriteAllBytesAsync(folder.File("geometry_flow.onnx"), TinyOnnx.Identity(4), TestContext.Current.CancellationToken);
        JsonElement json = (await Cli.RunAsync("info", folder.Path, "--memory", "--json")).Succeeded().Json;
        JsonElement stage = json.GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("stage").GetString() == "geometry_flow");
        Assert.Contains("'x'", stage.GetProperty("unknown").GetString(), StringComparison.Ordinal);
        Assert.False(stage.TryGetProperty("cpu", out _));
        Assert.All(json.GetProperty("budgets").EnumerateArray(), b => Assert.False(b.TryGetProperty("cpu", out _)));
        Assert.Contains("unknown", (await Cli.RunAsync("info", folder.Path, "--memory")).Succeeded().Output, StringComparison.Ordinal);

        File.Delete(folder.File("geometry_flow.onnx"));
        (await Cli.RunAsync("info", folder.Path, "--memory")).Failed(ExitCode.BadData, "geometry_flow.onnx cannot be read");
    }

    [Fact]
    public async Task WrongUse()
    {
        (await Cli.RunAsync("info", bundle.Path, "--voxels", "5")).Failed(ExitCode.BadUsage, "--voxels needs --memory");
        (await Cli.RunAsync("info", bundle.Path, "--memory", "--voxels", "0")).Failed(ExitCode.BadUsage, "--voxels is '0', expected a whole number from 1");
        (await Cli.RunAsync("info", TestFiles.Checkpoint, "--memory")).Failed(ExitCode.BadUsage, "--memory needs a bundle folder");
    }

    private static long Peak(JsonElement stage) => stage.GetProperty("cpu").GetProperty("peak").GetInt64();

    private static BundleManifest Manifest(string folder) =>
        BundleManifestSerializer.Read(File.ReadAllBytes(Path.Combine(folder, BundleManifest.FileName)), "bundle.json");

    private static void AssertBudgets(JsonElement json)
    {
        foreach (string device in (string[])["cpu", "cuda"])
        {
            long[] peaks = [.. json.GetProperty("budgets").EnumerateArray().Select(b => b.GetProperty(device).GetInt64())];
            Assert.Equal(3, peaks.Length);
            Assert.True(peaks[0] >= peaks[1] && peaks[1] >= peaks[2] && peaks[2] > 0, string.Join(", ", peaks));
        }
    }
}

using System.Numerics;
using System.Text.Json;
using Sam3D.Cli.Evaluation;

namespace Sam3D.Cli.Tests.Commands;

public sealed class EvalCommandTests(ConvertedBundle plain) : IDisposable
{
    private static readonly string[] Fast = ["--points", "3000", "--emd-points", "0", "--quiet"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task MeshesAreDrawnReconstructedAndScoredBesideBaselines()
    {
        Directory.CreateDirectory(_folder.File("meshes"));
        Bottle().SaveGlb(_folder.File("meshes/bottle.glb"));
        string[] call = ["eval", "render", _folder.File("meshes"), "--views", "2", "--size", "160", "--steps", "2", "--bundle", plain.Path, "--training-set", _folder.File("meshes"), "--json", .. Fast];
        JsonElement json = (await Cli.RunAsync([.. call, "-o", _folder.File("a")])).Succeeded().Json;
        Assert.Equal(2, json.GetProperty("cases").GetInt32());
        Assert.Equal(3, json.GetProperty("models").GetArrayLength());

        // The training set is the mesh itself, so looking it up is right.
        JsonElement nearest = json.GetProperty("models")[1];
        Assert.Equal("nearest training shape by mask", nearest.GetProperty("model").GetString());
        Assert.InRange(nearest.GetProperty("voxelIoU").GetDouble(), 0.95, 1);
        Assert.InRange(nearest.GetProperty("silhouetteIoU").GetDouble(), 0.9, 1);
        Assert.Equal(1, nearest.GetProperty("addSWithinTenth").GetDouble());
        Assert.Equal(["evaluation.csv", "evaluation.html", "evaluation.json"], Names("a"));

        // Same seed, same bytes, whatever the number of threads that score.
        (await Cli.RunAsync([.. call, "-o", _folder.File("b"), "--training-set", _folder.File("meshes")])).Failed(ExitCode.BadUsage, "--training-set");
        (await Cli.RunAsync([.. call, "-o", _folder.File("b")])).Succeeded();
        foreach (string name in Names("a"))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder.File("a"), name)), File.ReadAllBytes(Path.Combine(_folder.File("b"), name)));
        }
    }

    [Fact]
    public async Task ModelsAndBaselinesRefineTheirLayouts()
    {
        Directory.CreateDirectory(_folder.File("meshes"));
        Bottle().SaveGlb(_folder.File("meshes/bottle.glb"));
        string[] call = ["eval", "render", _folder.File("meshes"), "--size", "160", "--steps", "2", "--bundle", plain.Path, "--training-set", _folder.File("meshes"), "--json", .. Fast];
        double[] Overlaps(JsonElement json) => [.. json.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("silhouetteIoU").GetDouble())];
        double[] before = Overlaps((await Cli.RunAsync([.. call, "-o", _folder.File("a")])).Succeeded().Json);
        double[] model = Overlaps((await Cli.RunAsync([.. call, "-o", _folder.File("b"), "--refine-layout"])).Succeeded().Json);
        double[] all = Overlaps((await Cli.RunAsync([.. call, "-o", _folder.File("c"), "--refine-layout", "--refine-baselines", "--shape-candidates", "2", "--pose-candidates", "2"])).Succeeded().Json);
        Assert.InRange(model[0], before[0] + 0.02, 1);
        Assert.Equal(before[1..], model[1..]);
        Assert.InRange(all[0], model[0] - 0.05, 1);
        Assert.InRange(all[2], before[2] + 0.001, 1);
    }

    [Fact]
    public async Task AutoencodersOfACheckpointAreScored()
    {
        string data = _folder.File("data");
        (await Cli.RunAsync("data", "generate", "-o", data, "--count", "2", "--seed", "5", "--size", "48", "--surface-points", "8192", "--occluders", "0", "--quiet")).Succeeded();
        string[] call = ["eval", "autoencoders", data, "--points", "30000", "--json", "--quiet", "--checkpoint"];
        JsonElement json = (await Cli.RunAsync([.. call, Path.Combine(Repository.Root, "models/compact/checkpoint")])).Succeeded().Json;
        Assert.Equal(2, json.GetProperty("cases").GetArrayLength());
        double[] scores = [.. ((string[])["structureIoU", "trueVoxelF1", "decodedVoxelF1", "meshF1"]).Select(n => json.GetProperty(n).GetDouble())];
        Assert.InRange(scores[0], 0.6, 0.999);
        Assert.InRange(scores[2], 0.02, scores[1]);
        Assert.InRange(scores[3], scores[2], 1); // from true latents, and finer than the voxels of the other

        // The earlier model has no refinement stage.
        json = (await Cli.RunAsync([.. call, Path.Combine(Repository.Root, "tests/fixtures/compact-stage1"), "--count", "1"])).Succeeded().Json;
        Assert.Equal(1, json.GetProperty("cases").GetArrayLength());
        Assert.False(json.TryGetProperty("meshF1", out JsonElement none) && none.ValueKind != JsonValueKind.Null);
        (await Cli.RunAsync([.. call, _folder.File("data")])).Failed(ExitCode.BadData, "pipeline.yaml");
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a (2)", "a")]
    [InlineData("a (3)", "a", "a (2)")]
    [InlineData("a (2)", "a", "a (3)", "b")]
    public void ModelsHaveDifferentNamesWhateverTheirBundlesAreCalled(string expected, params string[] taken) => Assert.Equal(expected, EvalJob.DistinctName("a", taken));

    [Fact]
    public async Task SamplesOfADatasetAreScoredAgainstTheirMeshesAndModelsCompared()
    {
        (await Cli.RunAsync("data", "generate", "-o", _folder.File("data"), "--count", "4", "--seed", "3", "--families", "bottle", "--occluders", "0", "--quiet")).Succeeded();
        string[] call = ["eval", "samples", _folder.File("data"), "--steps", "2", "--bundle", plain.Path, "--training-set", _folder.File("data"), "--preferences", "--json", .. Fast];
        JsonElement json = (await Cli.RunAsync([.. call, "-o", _folder.File("out"), "--first", "1", "--count", "2"])).Succeeded().Json;
        Assert.Equal(2, json.GetProperty("cases").GetInt32());
        Assert.Equal(["evaluation.csv", "evaluation.html", "evaluation.json", "preferences.csv"], Names("out"));

        // The training set is the dataset itself: what is looked up is the true shape as 32³ voxels, turned and placed as it was.
        JsonElement nearest = json.GetProperty("models")[1];
        Assert.InRange(nearest.GetProperty("voxelIoU").GetDouble(), 0.6, 1);
        Assert.InRange(nearest.GetProperty("silhouetteIoU").GetDouble(), 0.85, 1);
        Assert.Equal(1, nearest.GetProperty("addSWithinTenth").GetDouble());
        JsonElement pairs = (await Cli.RunAsync("eval", "preferences", Path.Combine(_folder.File("out"), "preferences.csv"), "--prior", "1", "--json")).Succeeded().Json;
        Assert.Equal(6, pairs.GetProperty("comparisons").GetInt32()); // two cases, three models
        (await Cli.RunAsync([.. call, "-o", _folder.File("none"), "--first", "4"])).Failed(ExitCode.BadData, "has 4 samples");
    }

    [Fact]
    public async Task MeshesOfADatasetMayLieElsewhereNow()
    {
        Directory.CreateDirectory(_folder.File("objects"));
        Bottle().SaveGlb(_folder.File("objects/bottle.glb"));
        (await Cli.RunAsync("data", "generate", "-o", _folder.File("data"), "--count", "1", "--meshes", _folder.File("objects"), "--mesh-share", "1", "--occluders", "0", "--quiet")).Succeeded();
        Directory.Move(_folder.File("objects"), _folder.File("moved"));
        string[] call = ["eval", "samples", _folder.File("data"), "--steps", "2", "--bundle", plain.Path, "-o", _folder.File("out"), "--json", .. Fast];
        (await Cli.RunAsync(call)).Failed(ExitCode.BadData, "say where they are now with --meshes");
        Assert.Equal(1, (await Cli.RunAsync([.. call, "--meshes", _folder.File("moved")])).Succeeded().Json.GetProperty("cases").GetInt32());
        (await Cli.RunAsync([.. call, "--meshes", _folder.File("moved"), "--photos", _folder.File("moved")])).Failed(ExitCode.BadData, "was made without a folder of photographs");

        // Another mesh of the same name is another dataset.
        File.AppendAllText(_folder.File("moved/bottle.glb"), " ");
        (await Cli.RunAsync([.. call, "--meshes", _folder.File("moved")])).Failed(ExitCode.BadData, "have changed");
    }

    [Fact]
    public async Task WhatReconstructWroteIsScoredAsGivenMeshes()
    {
        Directory.CreateDirectory(_folder.File("truth"));
        Bottle().SaveGlb(_folder.File("truth/image.glb"));
        (await Cli.RunAsync("reconstruct", TestFiles.Bottle, "--mask", TestFiles.BottleMask, "-o", _folder.File("made"), "--steps", "2", "--bundle", plain.Path, "--quiet")).Succeeded();
        JsonElement json = (await Cli.RunAsync(["eval", "meshes", _folder.File("made"), _folder.File("truth"), "-o", _folder.File("out"), "--name", "two steps", "--json", .. Fast])).Succeeded().Json;
        JsonElement model = json.GetProperty("models")[0];
        Assert.Equal("two steps", model.GetProperty("model").GetString());
        Assert.InRange(model.GetProperty("voxelIoU").GetDouble(), 0.1, 1);
        Assert.False(model.TryGetProperty("addS", out _)); // no true pose is known
    }

    [Fact]
    public async Task PicturesWithTruthAreReconstructed()
    {
        Directory.CreateDirectory(_folder.File("pictures"));
        Directory.CreateDirectory(_folder.File("truth/bottle"));
        Bottle().SaveObj(_folder.File("truth/bottle/mesh.obj"));
        File.Copy(TestFiles.Bottle, _folder.File("pictures/bottle.png"));
        File.Copy(TestFiles.BottleMask, _folder.File("pictures/bottle.mask.png"));
        CliResult result = (await Cli.RunAsync(["eval", "pictures", _folder.File("pictures"), _folder.File("truth"), "-o", _folder.File("out"), "--steps", "2", "--truth-up", "z", .. Fast])).Succeeded();
        Assert.Contains("silhouette IoU", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ADD-S", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongCallsAndSetsLeaveNothing()
    {
        (await Cli.RunAsync("eval", "render", _folder.File("none"), "-o", _folder.File("out"))).Failed(ExitCode.BadData, "cannot be read");
        (await Cli.RunAsync("eval", "render", _folder.Path, "-o", _folder.File("out"), "--points", "5")).Failed(ExitCode.BadUsage, "sam3d eval render --help");
        (await Cli.RunAsync("eval", "meshes", _folder.Path, _folder.Path)).Failed(ExitCode.BadUsage, "--output");
        Directory.CreateDirectory(_folder.File("truth"));
        File.WriteAllText(_folder.File("truth/a.obj"), "v 0 0\n");
        (await Cli.RunAsync(["eval", "render", _folder.File("truth"), "-o", _folder.File("out"), .. Fast])).Failed(ExitCode.BadData, "a.obj");
        Assert.Equal(["truth"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task AStoppedRunLeavesNothing()
    {
        Directory.CreateDirectory(_folder.File("meshes"));
        Bottle().SaveGlb(_folder.File("meshes/bottle.glb"));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        CliResult result = await Cli.RunUntilAsync(stop.Token, ["eval", "render", _folder.File("meshes"), "-o", _folder.File("out"), .. Fast]);
        Assert.Equal(ExitCode.Cancelled, result.ExitCode);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public async Task PreferencesBecomeRatesAndStrengths()
    {
        File.WriteAllText(_folder.File("pairs.csv"), "first,second,outcome\n" + string.Concat(Enumerable.Repeat("dpo,sft,first\n", 75)) + string.Concat(Enumerable.Repeat("dpo,sft,second\n", 25)));
        JsonElement json = (await Cli.RunAsync("eval", "preferences", _folder.File("pairs.csv"), "--json")).Succeeded().Json;
        JsonElement pair = json.GetProperty("pairs")[0];
        Assert.Equal(0.75, pair.GetProperty("rate").GetDouble());
        Assert.InRange(pair.GetProperty("low").GetDouble(), 0.65, 0.67);
        Assert.Equal(3, json.GetProperty("strengths")[0].GetProperty("strength").GetDouble() / json.GetProperty("strengths")[1].GetProperty("strength").GetDouble(), 1e-6);
        Assert.Contains("dpo over sft: 0.750", (await Cli.RunAsync("eval", "preferences", _folder.File("pairs.csv"))).Succeeded().Output, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("pairs.csv"), "a,b,first\n");
        (await Cli.RunAsync("eval", "preferences", _folder.File("pairs.csv"))).Failed(ExitCode.BadData, "prior");
        (await Cli.RunAsync("eval", "preferences", _folder.File("pairs.csv"), "--prior", "1")).Succeeded();
    }

    private string[] Names(string folder) => [.. Directory.EnumerateFiles(_folder.File(folder)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    /// <summary>A square bottle: a body and a neck.</summary>
    private static TriangleMesh Bottle()
    {
        (float Half, float Low, float High)[] parts = [(0.2f, -0.5f, 0.2f), (0.08f, 0.2f, 0.5f)];
        var positions = new List<Vector3>();
        var indices = new List<int>();
        foreach ((float half, float low, float high) in parts)
        {
            int[] box = [0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5];
            indices.AddRange(box.Select(i => i + positions.Count));
            positions.AddRange(Enumerable.Range(0, 8).Select(i => new Vector3((i & 1) == 0 ? -half : half, (i & 2) == 0 ? -half : half, (i & 4) == 0 ? low : high)));
        }

        return new TriangleMesh([.. positions], [.. indices]);
    }
}

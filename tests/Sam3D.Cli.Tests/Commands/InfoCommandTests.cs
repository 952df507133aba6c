using System.Numerics;
using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Cli.Inspection;
using Sam3D.Gaussians;

namespace Sam3D.Cli.Tests.Commands;

public sealed class InfoCommandTests(ConvertedBundle bundle)
{
    [Fact]
    public async Task ABundleTellsItsStages()
    {
        CliResult text = (await Cli.RunAsync("info", bundle.Path)).Succeeded();
        Assert.Contains("geometry_flow", text.Output, StringComparison.Ordinal);
        Assert.Contains("--verify", text.Output, StringComparison.Ordinal);
        Assert.Empty(text.Error);
        JsonElement json = (await Cli.RunAsync("info", bundle.Path, "--json")).Succeeded().Json;
        Assert.Equal("bundle", json.GetProperty("kind").GetString());
        Assert.Equal(32, json.GetProperty("resolution").GetInt32());
        Assert.False(json.GetProperty("isVerified").GetBoolean());
        Assert.Equal(8, json.GetProperty("stages").GetArrayLength());
    }

    [Fact]
    public async Task ABundleTellsHowItSamples()
    {
        JsonElement json = (await Cli.RunAsync("info", bundle.Path, "--json")).Succeeded().Json;
        Assert.Equal(2, json.GetProperty("guidance").GetDouble());
        Assert.Equal(1, json.GetProperty("temperature").GetDouble());
        Assert.Contains("10 steps, guidance 2, temperature 1, one shape", (await Cli.RunAsync("info", bundle.Path)).Succeeded().Output, StringComparison.Ordinal);

        BundleManifest manifest = BundleManifestSerializer.Read(await File.ReadAllBytesAsync(Path.Combine(bundle.Path, BundleManifest.FileName), TestContext.Current.CancellationToken), "bundle.json");
        SamplingSpec sampling = manifest.Sampling with { Steps = 4, Shortcut = true, Temperature = 0.7f, ShapeCandidates = 3 };
        BundleInfo info = BundleInfo.Of("b", manifest with { Sampling = sampling, Pose = manifest.Pose with { Refine = true } }, isVerified: false);
        Assert.Null(info.Guidance);
        var text = new StringWriter();
        InfoText.Write(info, text);
        Assert.Contains("4 steps, distilled: no guidance, temperature 0.7, best of 3 shapes", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("refined by the silhouette", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACheckpointTellsItsTensors()
    {
        string path = Path.Combine(TestFiles.Checkpoint, "ss_generator.safetensors");
        JsonElement json = (await Cli.RunAsync("info", path, "--tensors", "--json")).Succeeded().Json;
        Assert.Equal("checkpoint", json.GetProperty("kind").GetString());
        int count = json.GetProperty("tensors").GetInt32();
        Assert.Equal(count, json.GetProperty("list").GetArrayLength());
        Assert.Equal(count, json.GetProperty("types").EnumerateArray().Sum(t => t.GetProperty("tensors").GetInt32()));
        Assert.Equal(
            json.GetProperty("parameters").GetInt64(), json.GetProperty("prefixes").EnumerateArray().Sum(t => t.GetProperty("parameters").GetInt64()));
        Assert.Contains("_base_models.generator", json.GetProperty("prefixes").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        CliResult text = (await Cli.RunAsync("info", path, "--tensors")).Succeeded();
        Assert.Equal(count, text.Output.Split('\n').Count(l => l.StartsWith("tensor ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ACheckpointFolderTellsItsFiles()
    {
        JsonElement json = (await Cli.RunAsync("info", TestFiles.Checkpoint, "--json")).Succeeded().Json;
        Assert.Equal("checkpointFolder", json.GetProperty("kind").GetString());
        Assert.Equal(Directory.GetFiles(TestFiles.Checkpoint, "*.safetensors").Length, json.GetProperty("checkpoints").GetArrayLength());
        Assert.Contains("pipeline.yaml", (await Cli.RunAsync("info", TestFiles.Checkpoint)).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGlbTellsItsGeometry()
    {
        using var folder = new TemporaryFolder();
        new TriangleMesh([new(0, 0, 0), new(0.25f, 0, 0), new(0, 0.5f, 0.125f)], [0, 1, 2]).SaveGlb(folder.File("t.glb"));
        JsonElement json = (await Cli.RunAsync("info", folder.File("t.glb"), "--json")).Succeeded().Json;
        Assert.Equal(1, json.GetProperty("triangles").GetInt64());
        Assert.Equal(3, json.GetProperty("vertices").GetInt64());

        // Object space (x, y, z) is (x, z, −y) in the file.
        Assert.Equal([0, 0, -0.5f], json.GetProperty("min").EnumerateArray().Select(v => v.GetSingle()));
        Assert.Equal([0.25f, 0.125f, 0], json.GetProperty("max").EnumerateArray().Select(v => v.GetSingle()));
        Assert.Contains("1 triangle\n", (await Cli.RunAsync("info", folder.File("t.glb"))).Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("g.ply")]
    [InlineData("g.splat")]
    [InlineData("g.SPZ")]
    public async Task GaussiansTellTheirNumberBoundsAndOpacity(string name)
    {
        using var folder = new TemporaryFolder();
        var activations = new GaussianActivations { OpacityBias = 0.5f, BoxMin = Vector3.Zero };
        new GaussianCloud(activations, [0, 0, 0, 0.25f, -0.5f, 1, 0, 0, 0.5f], new float[9], new float[9], new float[12], [-9, 0, 9]).Save(folder.File(name));
        JsonElement json = (await Cli.RunAsync("info", folder.File(name), "--json")).Succeeded().Json;
        Assert.Equal("gaussians", json.GetProperty("kind").GetString());
        Assert.Equal(3, json.GetProperty("gaussians").GetInt32());
        Assert.Equal([0, -0.5f, 0], json.GetProperty("min").EnumerateArray().Select(v => v.GetSingle()));
        Assert.Equal([0.25f, 0, 1], json.GetProperty("max").EnumerateArray().Select(v => v.GetSingle()));
        Assert.Equal(0.5f, json.GetProperty("opacity").GetProperty("median").GetSingle(), 0.003f);
        Assert.Equal(0.5, json.GetProperty("opacity").GetProperty("mean").GetDouble(), 0.003);
        Assert.Equal(1, json.GetProperty("opacity").GetProperty("invisible").GetInt32());
        string text = (await Cli.RunAsync("info", folder.File(name))).Succeeded().Output;
        Assert.Contains("3 Gaussians\n", text, StringComparison.Ordinal);
        Assert.Contains("(0, -0.5, 0) to (0.25, 0, 1)\n", text, StringComparison.Ordinal);
        Assert.Contains("1 below 1/255\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesThatHoldNoGaussiansAreOneLine()
    {
        using var folder = new TemporaryFolder();
        new TriangleMesh([new(0, 0, 0), new(0.25f, 0, 0), new(0, 0.5f, 0.125f)], [0, 1, 2]).SavePly(folder.File("mesh.ply"));
        (await Cli.RunAsync("info", folder.File("mesh.ply"))).Failed(ExitCode.BadData, "no property 'f_dc_0'");
        await File.WriteAllBytesAsync(folder.File("cut.splat"), new byte[33], TestContext.Current.CancellationToken);
        (await Cli.RunAsync("info", folder.File("cut.splat"))).Failed(ExitCode.BadData, "cut off");
        await File.WriteAllBytesAsync(folder.File("empty.splat"), [], TestContext.Current.CancellationToken);
        Assert.Contains("0 Gaussians", (await Cli.RunAsync("info", folder.File("empty.splat"))).Succeeded().Output, StringComparison.Ordinal);
        (await Cli.RunAsync("info", folder.File("cut.splat"), "--tensors")).Failed(ExitCode.BadUsage, "--tensors needs a checkpoint file");
    }

    [Fact]
    public async Task WhatCannotBeToldIsOneLine()
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync("info", folder.File("nothing"))).Failed(ExitCode.BadData, "does not exist");
        (await Cli.RunAsync("info", folder.Path)).Failed(ExitCode.BadData, "bundle.json");
        (await Cli.RunAsync("info", TestFiles.Bottle)).Failed(ExitCode.BadData, "image.png");
        (await Cli.RunAsync("info", TestFiles.Bottle, "--verify")).Failed(ExitCode.BadUsage, "--verify needs a bundle folder");
        (await Cli.RunAsync("info", bundle.Path, "--tensors")).Failed(ExitCode.BadUsage, "--tensors needs a checkpoint file");
    }
}

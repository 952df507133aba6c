using System.Text.Json;

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

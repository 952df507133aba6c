using System.Text.Json;
using Sam3D.Gaussians;
using Sam3D.ParityTests;
using SharpGLTF.Schema2;

namespace Sam3D.Cli.Tests.Commands;

public sealed class SceneCommandTests(MiniBundle mini, ConvertedBundle plain) : IClassFixture<MiniBundle>
{
    [Fact]
    public async Task Boxes_become_named_nodes_in_their_places_before_the_camera()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.File("new"), "table.glb");
        CliResult result = (await Cli.RunAsync(
            "scene", TestFiles.Coffee, "--box", "75,15,482,392", "--box", "322,230,410,330", "--steps", "2", "--bundle", plain.Path, "-o", file, "--json")).Succeeded();
        Assert.Equal(["table.glb", "table.overlay.png"], Names(folder.File("new")));
        ModelRoot root = ModelRoot.Load(file);
        Assert.Equal(["object 1", "object 2", "camera"], root.DefaultScene.VisualChildren.Select(n => n.Name));
        Node camera = root.DefaultScene.VisualChildren.Last();
        Assert.True(camera.LocalMatrix.IsIdentity);
        JsonElement[] objects = [.. result.Json.GetProperty("objects").EnumerateArray()];
        foreach ((Node node, JsonElement item) in root.DefaultScene.VisualChildren.Zip(objects))
        {
            Assert.Equal(item.GetProperty("triangles").GetInt32(), node.Mesh.Primitives[0].GetIndices().Count / 3);
            float[] t = [.. item.GetProperty("pose").GetProperty("translation").EnumerateArray().Select(v => v.GetSingle())];
            Assert.Equal(-t[0], node.LocalTransform.Translation.X, 1e-5f);
            Assert.Equal(t[1], node.LocalTransform.Translation.Y, 1e-5f);
            Assert.Equal(-t[2], node.LocalTransform.Translation.Z, 1e-5f);
            Assert.True(node.LocalTransform.Translation.Z < 0); // before the camera, which looks along −z
        }

        // A model of the geometry alone makes no Gaussians.
        (await Cli.RunAsync("scene", TestFiles.Coffee, "--point", "285,300", "--ply", "-o", file, "--quiet", "--bundle", plain.Path)).Failed(ExitCode.BadData, "Gaussians");
    }

    [Fact]
    public async Task Each_click_is_an_object_depth_is_estimated_once_and_Gaussians_are_put_together()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync(
            "scene", TestFiles.Coffee, "--point", "285,300", "--point", "366,280", "--point", "550,350,0", "--bundle", mini.Folder, "--steps", "8", "--texture-steps", "2",
            "--ply", "-o", folder.File("room.glb"), "--json")).Succeeded();
        JsonElement[] objects = [.. result.Json.GetProperty("objects").EnumerateArray()];
        Assert.InRange(objects.Length, 1, 2); // both clicks may mean the same
        Assert.Equal(["room.gaussians.ply", "room.glb", "room.overlay.png"], Names(folder.Path));
        Assert.Equal(objects.Sum(o => o.GetProperty("gaussians").GetInt32()), GaussianPly.Load(folder.File("room.gaussians.ply")).Count);
        int estimates = result.Error.Split('\n').Count(l => l.EndsWith("estimate depth", StringComparison.Ordinal));
        Assert.Equal(result.Json.GetProperty("hasDepth").GetBoolean() ? 1 : 0, estimates);
    }

    [Fact]
    public async Task Everything_becomes_whole_objects()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync(
            "scene", TestFiles.Coffee, "--everything", "--points-per-side", "1", "--max-objects", "2", "--steps", "2", "--bundle", plain.Path, "-o", folder.File("room.glb"), "--json", "--quiet")).Succeeded();
        Assert.InRange(result.Json.GetProperty("objects").GetArrayLength(), 1, 2);
    }

    /// <summary>Of several placements of one shape the one that covers the mask best is taken, with the shape that one placement has too.</summary>
    [Fact]
    public async Task The_best_of_several_placements_is_taken()
    {
        using var folder = new TemporaryFolder();
        async Task<JsonElement> Scene(string candidates) => (await Cli.RunAsync(
            "scene", TestFiles.Coffee, "--box", "75,15,482,392", "--steps", "2", "--seed", "3", "--pose-candidates", candidates, "-o", folder.File(candidates + ".glb"), "--json", "--quiet"))
            .Succeeded().Json.GetProperty("objects")[0];
        JsonElement one = await Scene("1"), many = await Scene("16");
        Assert.Equal(one.GetProperty("voxels").GetInt32(), many.GetProperty("voxels").GetInt32());
        Assert.Equal(one.GetProperty("triangles").GetInt32(), many.GetProperty("triangles").GetInt32());
        string Pose(JsonElement item) => item.GetProperty("pose").GetRawText();
        Assert.NotEqual(Pose(one), Pose(many));
        Assert.Equal(Pose(many), Pose(await Scene("16")));
    }

    [Theory]
    [InlineData(ExitCode.BadUsage, "There is nothing to look for")]
    [InlineData(ExitCode.BadUsage, "--max-objects is '0'", "--everything", "--max-objects", "0")]
    [InlineData(ExitCode.BadUsage, "--pose-candidates is '33'", "--everything", "--pose-candidates", "33")]
    [InlineData(ExitCode.BadData, "is outside of it", "--point", "601,20")]
    [InlineData(ExitCode.BadData, "SAM 3", "--text", "chair")]
    [InlineData(ExitCode.BadData, "no-such-bundle", "--point", "285,300", "--bundle", "no-such-bundle")]
    public async Task What_cannot_be_done_is_one_line_and_leaves_nothing(int code, string part, params string[] args)
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync(["scene", TestFiles.Coffee, .. args, "-o", Path.Combine(folder.File("out"), "room.glb"), "--quiet"])).Failed(code, part);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task The_file_must_be_a_GLB() =>
        (await Cli.RunAsync("scene", TestFiles.Coffee, "--point", "5,5", "-o", "room.obj")).Failed(ExitCode.BadUsage, "--output is 'room.obj', expected a file that ends with .glb");

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
}

using System.Text.Json;

namespace Sam3D.Cli.Tests.Commands;

public sealed class ReconstructCommandTests(ConvertedBundle bundle)
{
    // compact-stage1, a model of the geometry alone.
    private string[] Fast => ["--steps", "2", "--quiet", "--bundle", bundle.Path];

    [Fact]
    public async Task PhotoAndMaskBecomeFilesThatTheReportNames()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync(
            "reconstruct", TestFiles.Bottle, "--mask", TestFiles.BottleMask, "-o", folder.Path, "--bundle", bundle.Path,
            "--format", "glb,ply,obj,stl", "--sheet", "--json")).Succeeded();

        string[] expected = ["image.glb", "image.obj", "image.ply", "image.pose.json", "image.sheet.png", "image.stl"];
        Assert.Equal(expected, Names(folder.Path));
        JsonElement item = result.Json.GetProperty("objects")[0];
        Assert.Equal(expected, item.GetProperty("files").EnumerateArray().Select(f => Path.GetFileName(f.GetString()!)).Order(StringComparer.Ordinal));
        Assert.Equal("file", item.GetProperty("maskSource").GetString());
        Assert.InRange(item.GetProperty("voxels").GetInt32(), 1000, 10_000);
        Assert.Equal((int)ReconstructionStage.ProjectColors, item.GetProperty("stages").GetArrayLength());
        Assert.True(result.Json.GetProperty("seconds").GetDouble() > 0);
        Assert.Contains("[3/7] sample geometry", result.Error, StringComparison.Ordinal);

        JsonElement glb = (await Cli.RunAsync("info", folder.File("image.glb"), "--json")).Succeeded().Json;
        Assert.Equal(item.GetProperty("triangles").GetInt64(), glb.GetProperty("triangles").GetInt64());
        Assert.Equal(item.GetProperty("vertices").GetInt64(), glb.GetProperty("vertices").GetInt64());
    }

    [Fact]
    public async Task TheEmbeddedModelGivesTheSameBytesAsItsCheckpointAndEveryRun()
    {
        using var folder = new TemporaryFolder();
        string[] call = ["reconstruct", TestFiles.Bottle, "--mask", TestFiles.BottleMask, "--steps", "4", "--texture-steps", "2", "--quiet"];
        (await Cli.RunAsync(
            "convert", Path.Combine(Repository.Root, "models", "compact", "checkpoint"), "-o", folder.File("bundle"), "--precision", "fp16", "--float32-products", "--refine-layout", "--quiet")).Succeeded();
        (await Cli.RunAsync([.. call, "--seed", "7", "-o", folder.File("a"), "--bundle", folder.File("bundle")])).Succeeded();
        (await Cli.RunAsync([.. call, "--seed", "7", "-o", folder.File("b")])).Succeeded();
        (await Cli.RunAsync([.. call, "--seed", "7", "-o", folder.File("c"), "--seed", "8"])).Failed(ExitCode.BadUsage, "--seed");
        (await Cli.RunAsync([.. call, "--seed", "8", "-o", folder.File("c")])).Succeeded();
        Assert.Equal(["image.gaussians.ply", "image.glb", "image.ply", "image.pose.json"], Names(folder.File("b")));
        foreach (string name in Names(folder.File("b")))
        {
            byte[] first = File.ReadAllBytes(Path.Combine(folder.File("a"), name));
            Assert.Equal(first, File.ReadAllBytes(Path.Combine(folder.File("b"), name)));
            Assert.NotEqual(first, File.ReadAllBytes(Path.Combine(folder.File("c"), name)));
        }
    }

    [Fact]
    public async Task ARefinedLayoutOfTheBestShapeIsReported()
    {
        using var folder = new TemporaryFolder();
        string[] call = ["reconstruct", "--refine-layout", TestFiles.Bottle, "--mask", TestFiles.BottleMask, "--shape-candidates", "2", .. Fast];
        CliResult result = (await Cli.RunAsync([.. call, "-o", folder.File("a"), "--json"])).Succeeded();
        JsonElement item = result.Json.GetProperty("objects")[0], layout = item.GetProperty("layout");
        Assert.True(layout.GetProperty("isRefined").GetBoolean());
        Assert.InRange(layout.GetProperty("iou").GetDouble(), layout.GetProperty("iouBefore").GetDouble() + 0.01, 1);
        Assert.InRange(item.GetProperty("shapeCandidate").GetInt32(), 0, 1);
        string text = (await Cli.RunAsync([.. call, "-o", folder.File("b")])).Succeeded().Output;
        Assert.Contains("refined, overlap of silhouette and mask", text, StringComparison.Ordinal);
        Assert.Contains("agrees best with the mask", text, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder.File("a"), "image.glb")), File.ReadAllBytes(Path.Combine(folder.File("b"), "image.glb")));

        item = (await Cli.RunAsync(["reconstruct", TestFiles.Bottle, "--mask", TestFiles.BottleMask, "--refine-layout", "false", .. Fast, "-o", folder.File("c"), "--json"])).Succeeded().Json.GetProperty("objects")[0];
        Assert.False(item.TryGetProperty("layout", out _) || item.TryGetProperty("shapeCandidate", out _));
        (await Cli.RunAsync("reconstruct", TestFiles.Bottle, "--refine-layout", "maybe", "-o", folder.File("d"))).Failed(ExitCode.BadUsage, "maybe");
    }

    [Fact]
    public async Task SeveralMasksBecomeSeveralObjectsAndAScene()
    {
        using var folder = new TemporaryFolder();
        File.Copy(TestFiles.BottleMask, folder.File("left.png"));
        File.Copy(TestFiles.MugMask, folder.File("right.png"));
        CliResult result = (await Cli.RunAsync(
            ["reconstruct", TestFiles.Bottle, "-m", folder.File("left.png"), "-m", folder.File("right.png"), "-o", folder.File("out"), "--json", .. Fast])).Succeeded();
        Assert.Equal(
            ["image.left.glb", "image.left.ply", "image.left.pose.json", "image.right.glb", "image.right.ply", "image.right.pose.json", "scene.glb"],
            Names(folder.File("out")));
        Assert.Equal(Path.Combine(folder.File("out"), "scene.glb"), result.Json.GetProperty("scene").GetString());

        long triangles = result.Json.GetProperty("objects").EnumerateArray().Sum(o => o.GetProperty("triangles").GetInt64());
        JsonElement scene = (await Cli.RunAsync("info", Path.Combine(folder.File("out"), "scene.glb"), "--json")).Succeeded().Json;
        Assert.Equal(triangles, scene.GetProperty("triangles").GetInt64());
        Assert.Equal(2, scene.GetProperty("meshes").GetInt32());

        // glTF cameras look along −z: what the photograph shows lies there.
        Assert.True(scene.GetProperty("max")[2].GetSingle() < 0);
    }

    [Fact]
    public async Task TransparencyIsTheMaskOfAPhotoThatHasIt()
    {
        using var folder = new TemporaryFolder();
        Mask mask = Mask.Load(TestFiles.BottleMask);
        byte[] rgba = PngFile.Rgba(RgbImage.Load(TestFiles.Bottle), mask);
        File.WriteAllBytes(folder.File("cut.png"), rgba);
        CliResult result = (await Cli.RunAsync("reconstruct", folder.File("cut.png"), "-o", folder.File("out"), "--steps", "2", "--bundle", bundle.Path)).Succeeded();
        Assert.Equal(["cut.glb", "cut.ply", "cut.pose.json"], Names(folder.File("out")));
        Assert.StartsWith("mask: the transparency", result.Error, StringComparison.Ordinal);
        Assert.Contains($"{mask.Count:N0} pixels", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSegmenterFindsTheMaskElseAndItIsWritten()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync("reconstruct", TestFiles.Coffee, "-o", folder.Path, "-f", "stl", "--steps", "1", "--bundle", bundle.Path)).Succeeded();
        Assert.StartsWith("mask: the main object", result.Error, StringComparison.Ordinal);
        Assert.Equal(["coffee.mask.png", "coffee.pose.json", "coffee.stl"], Names(folder.Path));
        Mask reference = Mask.Load(Path.ChangeExtension(TestFiles.Coffee, ".mask.png"));
        Assert.True(Mask.Load(folder.File("coffee.mask.png")).IoU(reference) > 0.99);
        Assert.Contains("wrote", result.Output, StringComparison.Ordinal);
        Assert.Contains("peak memory", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePoseFileExplainsItself()
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync(["reconstruct", TestFiles.Bottle, "-m", TestFiles.BottleMask, "-o", folder.Path, "--fov", "90", .. Fast])).Succeeded();
        using var pose = JsonDocument.Parse(File.ReadAllBytes(folder.File("image.pose.json")));
        JsonElement root = pose.RootElement;
        float[] rotation = [.. root.GetProperty("rotation").EnumerateArray().Select(v => v.GetSingle())];
        Assert.Equal(1, rotation.Sum(v => (double)v * v), 1e-5);
        Assert.True(rotation[0] >= 0);
        Assert.Equal(0.5f, root.GetProperty("camera").GetProperty("focalX").GetSingle(), 1e-6f); // half a width at 90°
        Assert.False(root.GetProperty("isMetric").GetBoolean());
        Assert.Contains("z up", root.GetProperty("conventions").GetProperty("objectSpace").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GaussiansAreRefusedWhereTheModelMakesNone()
    {
        using var folder = new TemporaryFolder();
        CliResult result = await Cli.RunAsync(
            ["reconstruct", TestFiles.Bottle, "-m", TestFiles.BottleMask, "-o", folder.File("out"), "-f", "glb,splats", .. Fast]);
        result.Failed(ExitCode.BadData, "makes Mesh, but Gaussians is asked for");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        (await Cli.RunAsync(["reconstruct", TestFiles.Bottle, "-o", folder.File("out"), "--gaussians-per-voxel", "0"]))
            .Failed(ExitCode.BadUsage, "--gaussians-per-voxel is '0', expected a whole number from 1 to 256");
        (await Cli.RunAsync(["reconstruct", TestFiles.Bottle, "-o", folder.File("out"), "--texture-steps", "1001"]))
            .Failed(ExitCode.BadUsage, "--texture-steps");
    }

    [Fact]
    public async Task ExistingFilesAreReplacedUnlessTheyMustNotBe()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("image.glb"), "older");
        string[] call = ["reconstruct", TestFiles.Bottle, "-m", TestFiles.BottleMask, "-o", folder.Path, .. Fast];
        (await Cli.RunAsync([.. call, "--no-overwrite"])).Failed(ExitCode.BadData, "image.glb exists already");
        Assert.Equal(["image.glb"], Names(folder.Path));
        Assert.Equal("older", File.ReadAllText(folder.File("image.glb")));
        (await Cli.RunAsync(call)).Succeeded();
        Assert.Equal(["image.glb", "image.ply", "image.pose.json"], Names(folder.Path));
        Assert.True(new FileInfo(folder.File("image.glb")).Length > 1000);
    }

    [Fact]
    public async Task ADeviceThatIsNotThereIsAnErrorOfItsOwn()
    {
        using var folder = new TemporaryFolder();
        CliResult result = await Cli.RunAsync(
            "reconstruct", TestFiles.Bottle, "-m", TestFiles.BottleMask, "-o", folder.File("out"), "--device", "cuda", "--quiet", "--json");
        result.Failed(ExitCode.NoDevice, "CUDA");
        Assert.Equal("DeviceException", result.Json.GetProperty("error").GetProperty("type").GetString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);
}

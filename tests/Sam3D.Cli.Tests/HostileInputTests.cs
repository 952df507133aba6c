using Sam3D.Bundles;

namespace Sam3D.Cli.Tests;

/// <summary>
/// Bad data through the whole application: each case is one line on standard error, its type in the JSON, exit code 1, and leaves the
/// output place as it was.
/// </summary>
public sealed class HostileInputTests(ConvertedBundle bundle)
{
    [Theory]
    [InlineData("truncated.jpg")]
    [InlineData("truncated-progressive.jpg")]
    [InlineData("sixteen-bits.png")]
    [InlineData("sixteen-bits-grey.png")]
    [InlineData("grey.png")]
    [InlineData("text.png")]
    [InlineData("zero-bytes.png")]
    [InlineData("bomb-60000x60000.png")]
    public async Task APhotoThatCannotBeUsed(string name) =>
        await RefusesToReconstruct("ImageException", name, TestFiles.Attack("images", name));

    [Theory]
    [InlineData("empty-mask.png", "MaskException")]
    [InlineData("sixteen-bits-grey.png", "MaskException")]
    [InlineData("truncated.png", "MaskException")]
    [InlineData("missing.png", "MaskException")]
    public async Task AMaskThatCannotBeUsed(string name, string type) =>
        await RefusesToReconstruct(type, name, TestFiles.Bottle, "--mask", TestFiles.Attack("images", name));

    [Fact]
    public async Task AMaskOfAnotherSize()
    {
        string mask = Path.ChangeExtension(TestFiles.Coffee, ".mask.png");
        await RefusesToReconstruct("MaskException", "coffee.mask.png: The mask has 600×400 pixels", TestFiles.Bottle, "--mask", mask);
    }

    [Fact]
    public async Task AnEmptyMaskOfTheRightSizeAmongGoodOnes()
    {
        using var folder = new TemporaryFolder();
        new Mask(336, 336, new byte[336 * 336]).SavePng(folder.File("nothing.png"));
        await RefusesToReconstruct(
            "MaskException", "nothing.png: The 336×336 mask is empty", TestFiles.Bottle, "-m", TestFiles.BottleMask, "-m", folder.File("nothing.png"));
    }

    [Fact]
    public async Task AMissingPhotoOrBundle()
    {
        await RefusesToReconstruct("ImageException", "does not exist", "no-such-photo.jpg");
        await RefusesToReconstruct("BundleException", "no-such-bundle", TestFiles.Bottle, "-m", TestFiles.BottleMask, "--bundle", "no-such-bundle");
    }

    [Fact]
    public async Task ABundleWithAWrongHash()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.EnumerateFiles(bundle.Path))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        byte[] graph = File.ReadAllBytes(folder.File("structure_decoder.onnx"));
        graph[graph.Length / 2] ^= 1;
        File.WriteAllBytes(folder.File("structure_decoder.onnx"), graph);
        await RefusesToReconstruct(
            "BundleException", "structure_decoder.onnx is damaged", TestFiles.Bottle, "-m", TestFiles.BottleMask, "--bundle", folder.Path);
        await Refuses("BundleException", "structure_decoder.onnx is damaged", "info", folder.Path, "--verify");
    }

    [Fact]
    public async Task AnOutputPlaceThatCannotBeUsed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "stays");
        Directory.CreateDirectory(folder.File("image.ply"));
        string[] call = ["reconstruct", TestFiles.Bottle, "-m", TestFiles.BottleMask, "-o"];
        await Refuses("ExportException", "is a file", [.. call, folder.File("file")]);
        await Refuses("ExportException", "cannot be made", [.. call, Path.Combine(folder.File("file"), "below")]);
        await Refuses("ExportException", "image.ply is a folder", [.. call, folder.Path]);
        await Refuses("ExportException", "is a file", "convert", TestFiles.Checkpoint, "-o", folder.File("file"));
        Assert.Equal("stays", File.ReadAllText(folder.File("file")));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(folder.Path).Count());
    }

    [Theory]
    [InlineData("global-os-system.pt", "system")]
    [InlineData("stack-global-eval.pt", "eval")]
    [InlineData("length-all-ones.safetensors", "")]
    [InlineData("offsets-beyond-file.safetensors", "")]
    [InlineData("shape-overflow.safetensors", "")]
    [InlineData("zip-bomb.pt", "")]
    public async Task AHostileCheckpoint(string name, string part)
    {
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.EnumerateFiles(TestFiles.Checkpoint))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        File.Copy(TestFiles.Attack("checkpoints", name), folder.File("ss_decoder.safetensors"), overwrite: true);
        string[] before = [.. Directory.EnumerateFileSystemEntries(folder.Path).Order(StringComparer.Ordinal)];
        await Refuses("CheckpointException", part, "convert", folder.Path, "-o", folder.File("bundle"));
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(folder.Path).Order(StringComparer.Ordinal));
        await Refuses("CheckpointException", part, "info", TestFiles.Attack("checkpoints", name));
    }

    public static TheoryData<string> Checkpoints => [.. TestFiles.Attacks("checkpoints", ".pt", ".ckpt", ".safetensors")];

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public async Task EveryHostileCheckpointIsRefusedOrDescribed(string name)
    {
        CliResult result = await Cli.RunAsync("info", TestFiles.Attack("checkpoints", name), "--tensors");
        if (result.ExitCode != ExitCode.Success)
        {
            result.Failed(ExitCode.BadData, name);
        }
    }

    public static TheoryData<string> Manifests => [.. TestFiles.Attacks("bundles", ".json")];

    [Theory]
    [MemberData(nameof(Manifests))]
    public async Task EveryHostileManifestIsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        File.Copy(TestFiles.Attack("bundles", name), folder.File(BundleManifest.FileName));
        await Refuses("BundleException", BundleManifest.FileName, "info", folder.Path);
    }

    private static async Task RefusesToReconstruct(string type, string part, params string[] args)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("older.glb"), "stays");
        await Refuses(type, part, ["reconstruct", .. args, "-o", folder.Path]);
        await Refuses(type, part, ["reconstruct", .. args, "-o", Path.Combine(folder.File("new"), "folder")]);
        Assert.Equal([folder.File("older.glb")], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static async Task Refuses(string type, string part, params string[] args)
    {
        CliResult result = (await Cli.RunAsync([.. args, "--quiet", "--json"])).Failed(ExitCode.BadData, part);
        Assert.Equal(type, result.Json.GetProperty("error").GetProperty("type").GetString());
    }
}

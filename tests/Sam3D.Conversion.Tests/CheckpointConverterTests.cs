using Sam3D.Bundles;

namespace Sam3D.Conversion.Tests;

public sealed class CheckpointConverterTests
{
    // ONNX's number of float16.
    private const long Half = 10;

    private static string Checkpoint => Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1");

    [Theory]
    [InlineData("pipeline.yaml", "ss_cfg_interval: [0, 500]", "ss_cfg_interval: [5]", "pipeline.yaml: ss_cfg_interval: expected a list of 2 numbers, got 1")]
    [InlineData("pipeline.yaml", "ss_cfg_interval: [0, 500]", "ss_cfg_interval: [500, 0]", "starts at 500, after its end 0")]
    [InlineData("pipeline.yaml", "ss_cfg_strength: 2.0", "ss_cfg_strength: .nan", "ss_cfg_strength: expected a number from 0 to 1000000, got NaN")]
    [InlineData("pipeline.yaml", "ss_inference_steps: 10", "ss_inference_steps: 1001", "ss_inference_steps: expected 1 to 1000, got 1001")]
    [InlineData("pipeline.yaml", "ss_rescale_t: 3", "ss_rescale_t: -1", "ss_rescale_t: expected a number")]
    [InlineData("pipeline.yaml", "scene_shift: [0.0, 0.0, 1.0]", "scene_shift: [0, 1]", "compact.scene_shift: expected a list of 3 numbers, got 2")]
    [InlineData("pipeline.yaml", "scene_scale: 0.125", "scene_scale: -0.125", "compact.scene_scale: expected a number")]
    [InlineData("pipeline.yaml", "pose_decoder_name: ScaleShiftInvariant", "pose_decoder_name: Naive", "the pose convention 'Naive' is not supported")]
    [InlineData("pipeline.yaml", "ss_decoder_config_path: ss_decoder.yaml", "ss_decoder_config_path: ../ss_decoder.yaml", "lies outside")]
    [InlineData("pipeline.yaml", "ss_decoder_config_path: ss_decoder.yaml", "ss_decoder_config_path: \"a\\0b\"", "is no file name")]
    [InlineData("pipeline.yaml", "ss_decoder_config_path: ss_decoder.yaml", "ss_decoder_config_path: \"a\\nb\"", "is not in")]
    [InlineData("pipeline.yaml", "version: compact-stage1", "version: \"two\\nlines\"", "version: expected 1 to 1024 characters")]
    [InlineData("ss_decoder.yaml", "channels: [128, 48, 16, 12]", "channels: []", "ss_decoder.yaml: channels: expected at least one item")]
    [InlineData("ss_decoder.yaml", "channels: [128, 48, 16, 12]", "channels: [8, 8, 8, 8, 8, 8, 8, 8, 8]", "9 levels on 4 latent cells make more than 512 cells")]
    [InlineData("ss_decoder.yaml", "out_channels: 1", "out_channels: 2", "out_channels: expected 1 to 1, got 2")]
    [InlineData("ss_decoder.yaml", "latent_channels: 8", "latent_channels: 4", "expected the 8 channels of the generator's shape latent, got 4")]
    [InlineData("ss_generator.yaml", "num_head_channels: 32", "num_heads: 5", "not a multiple of the 5 heads")]
    [InlineData("ss_generator.yaml", "patch_size: 1\n", "patch_size: 8\n", "resolution 4 is not a multiple of patch_size 8")]
    [InlineData("ss_generator.yaml", "resolution: 4", "resolution: 60000", "resolution: expected 1 to 256, got 60000")]
    [InlineData("ss_generator.yaml", "            shape:", "            form:", "has no key 'shape'")]
    [InlineData("ss_generator.yaml", "            translation_scale:", "            other:", "'translation_scale' is no latent")]
    [InlineData("ss_generator.yaml", "            - translation\n", "            - scale\n", "a latent stands twice")]
    [InlineData("ss_generator.yaml", "in_channels: 6", "in_channels: 5", "expected 1 token of 6 channels for a pose, got 1 of 5")]
    [InlineData("ss_generator.yaml", "solver_method: euler", "solver_method: midpoint", "the solver 'midpoint' is not supported")]
    [InlineData("ss_generator.yaml", "reversed_timestamp: false", "reversed_timestamp: true", "a reversed time is not supported")]
    [InlineData("ss_generator.yaml", "- - - image", "- - - depth", "input 'depth' is unknown")]
    [InlineData("ss_generator.yaml", "- - rgb_image\n", "- - rgb_image_mask\n", "of another kind than the first")]
    [InlineData("ss_generator.yaml", "projection_net_hidden_dim_multiplier: 2.0", "projection_net_hidden_dim_multiplier: 1e9", "expected a number from 0 to 64")]
    [InlineData("ss_generator.yaml", "size: 84", "size: 5000", "resized to 5000")]
    [InlineData("ss_generator.yaml", "box_size_factor: 1.2", "box_size_factor: .inf", "box_size_factor")]
    public void AConfigurationThatCannotBeUsedIsRefusedBeforeAnythingIsWritten(string file, string from, string to, string expected)
    {
        using var folder = new TemporaryFolder();
        CopyConfigs(folder.Path);
        string text = File.ReadAllText(folder.File(file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(folder.File(file), text.Replace(from, to, StringComparison.Ordinal));
        string message = Assert.Throws<CheckpointException>(() => CheckpointConverter.Convert(
            folder.Path, folder.File("out/bundle"), cancellationToken: TestContext.Current.CancellationToken)).Message;
        TestContext.Current.TestOutputHelper!.WriteLine(message);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(".yaml", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithFloat32ProductsFloat16IsOnlyHowWeightsAreStored(bool float32Products)
    {
        using var folder = new TemporaryFolder();
        BundleManifest manifest = CheckpointConverter.Convert(
            Checkpoint,
            folder.File("bundle"),
            new ConversionOptions { Precision = GraphPrecision.Float16, Float32Products = float32Products },
            cancellationToken: TestContext.Current.CancellationToken);
        foreach (StageSpec stage in manifest.Stages.Values)
        {
            Assert.Equal(GraphPrecision.Float16, stage.Precision);
            OnnxFormat.ModelProto model = OnnxFormat.ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder.File("bundle"), stage.File)));
            IEnumerable<long> casts = model.Graph.Node.Where(n => n.OpType == "Cast").Select(n => n.Attribute.Single(a => a.Name == "to").I);
            Assert.NotEmpty(casts);
            Assert.Equal(!float32Products, casts.Contains(Half));
        }
    }

    [Fact]
    public void AnEmptyListOfEmbeddersIsRefused()
    {
        using var folder = new TemporaryFolder();
        CopyConfigs(folder.Path);
        string text = File.ReadAllText(folder.File("ss_generator.yaml"));
        int start = text.IndexOf("      embedder_list:", StringComparison.Ordinal), end = text.IndexOf("\ntdfy:", StringComparison.Ordinal);
        File.WriteAllText(folder.File("ss_generator.yaml"), text[..start] + "      embedder_list: []" + text[end..]);
        Assert.Contains("embedder_list: expected at least one item", Assert.Throws<CheckpointException>(() => CheckpointConverter.Convert(
            folder.Path, folder.File("b"), cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderMayBeNamedWithASeparatorAtItsEnd()
    {
        using var folder = new TemporaryFolder();
        CheckpointConverter.Convert(
            Checkpoint + Path.DirectorySeparatorChar, folder.File("b") + Path.DirectorySeparatorChar, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(File.Exists(folder.File("b/bundle.json")));
    }

    [Fact]
    public void AFailedConversionLeavesNoFolderBehind()
    {
        using var folder = new TemporaryFolder();
        CopyConfigs(folder.Path);
        File.WriteAllText(folder.File("ss_generator.safetensors"), "no weights");
        Assert.Throws<CheckpointException>(() => CheckpointConverter.Convert(
            folder.Path, folder.File("deep/er/bundle"), cancellationToken: TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(folder.File("deep")));
    }

    [Fact]
    public void OverwritingReplacesABundleAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        CancellationToken token = TestContext.Current.CancellationToken;
        var options = new ConversionOptions { Overwrite = true };
        CheckpointConverter.Convert(Checkpoint, folder.File("b"), options, cancellationToken: token);
        CheckpointConverter.Convert(Checkpoint, folder.File("b"), options with { Name = "second" }, cancellationToken: token);
        Assert.Contains("\"second\"", File.ReadAllText(folder.File("b/bundle.json")), StringComparison.Ordinal);
        Assert.Equal([folder.File("b")], Directory.EnumerateFileSystemEntries(folder.Path));

        File.WriteAllText(folder.File("b/thesis.txt"), "the only copy");
        string message = Assert.Throws<ExportException>(
            () => CheckpointConverter.Convert(Checkpoint, folder.File("b"), options, cancellationToken: token)).Message;
        Assert.Contains("'thesis.txt'", message, StringComparison.Ordinal);
        Assert.Equal("the only copy", File.ReadAllText(folder.File("b/thesis.txt")));
    }

    [Fact]
    public void OptionsThatNoBundleCanStateAreNamedTogether()
    {
        var options = new ConversionOptions { Name = "two\nlines", Licence = "", Origin = new string('x', 1025), FieldOfViewDegrees = float.NaN };
        string message = Assert.Throws<ArgumentException>(() => CheckpointConverter.Convert(
            Checkpoint, "unused", options, cancellationToken: TestContext.Current.CancellationToken)).Message;
        Assert.All((string[])["Name", "Licence", "Origin", "FieldOfViewDegrees"], n => Assert.Contains(n, message, StringComparison.Ordinal));
    }

    private static void CopyConfigs(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(Checkpoint, "*.yaml"))
        {
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        }
    }
}

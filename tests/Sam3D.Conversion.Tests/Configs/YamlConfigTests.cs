namespace Sam3D.Conversion.Tests;

public sealed class YamlConfigTests
{
    private static readonly string Compact = Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1");

    [Fact]
    public void ReadsTheCompactGenerator()
    {
        ConfigNode root = YamlConfig.Load(Path.Combine(Compact, "ss_generator.yaml"));
        ConfigNode generator = root["module"]["generator"]["backbone"];
        Assert.Equal("module.generator.backbone", generator.Path);
        Assert.Equal("sam3d_objects.model.backbone.generator.shortcut.model.ShortCut", generator["_target_"].String());
        Assert.Equal(10, generator["inference_steps"].Int());
        Assert.Equal(1000, generator["time_scale"].Double());
        Assert.True(generator["no_shortcut"].Bool());
        Assert.Equal([0, 500], generator["reverse_fn"]["interval"].Items.Select(i => i.Int()));
        ConfigNode flow = generator["reverse_fn"]["backbone"];
        Assert.Equal(["shape", "6drotation_normalized", "translation", "scale", "translation_scale"], flow["latent_mapping"].Members.Keys);
        Assert.Equal("translation", flow["latent_share_transformer"]["6drotation_normalized"][1].String());
        ConfigNode embedder = root["module"]["condition_embedder"]["backbone"]["embedder_list"][1];
        Assert.Equal(2, embedder[0]["backbone_kwargs"]["depth"].Int());
        Assert.Equal(1, embedder[0]["backbone_kwargs"]["init_values"].Double());
        Assert.Equal("rgb_image_mask", embedder[1][1][0].String());
        Assert.Equal("module.condition_embedder.backbone.embedder_list.1.1.1.0", embedder[1][1][0].Path);
    }

    [Fact]
    public void ReadsTheCompactPipelineAndDecoders()
    {
        ConfigNode pipeline = YamlConfig.Load(Path.Combine(Compact, "pipeline.yaml"));
        Assert.True(pipeline["ss_preprocessor"].IsNull);
        Assert.Empty(pipeline["ss_condition_input_mapping"].Items);
        Assert.Equal(0.125, pipeline["compact"]["scene_scale"].Double());
        Assert.Equal(-0.0005, pipeline["compact"]["latent_mean"][0].Double());
        Assert.Equal(6, pipeline["compact"]["rotation_6d_std"].Items.Count);
        foreach (string part in (string[])["ss_decoder.yaml", "ss_encoder.yaml"])
        {
            ConfigNode config = YamlConfig.Load(Path.Combine(Compact, part));
            Assert.Equal(4, config["channels"].Items.Count);
            Assert.False(config["use_fp16"].Bool());
            Assert.Null(config.Find("pretrained_ckpt_path"));
        }
    }

    [Fact]
    public void KeepsTheOrderOfMembersAndItems()
    {
        ConfigNode root = YamlConfig.Parse("{z: 1, a: [3, 2, 1], m: {}}", "x.yaml");
        Assert.Equal(["z", "a", "m"], root.Members.Keys);
        Assert.Equal([3, 2, 1], root["a"].Items.Select(i => i.Int()));
    }

    [Fact]
    public void CopiesAliasesToTheirOwnPath()
    {
        ConfigNode root = YamlConfig.Parse("a: &x {depth: [1, 2]}\nb: *x\n", "x.yaml");
        Assert.Equal(2, root["b"]["depth"][1].Int());
        Assert.Equal("b.depth.1", root["b"]["depth"][1].Path);
    }

    [Fact]
    public void ReadsAByteOrderMark()
    {
        using var file = new ScratchFile("x.yaml", [0xef, 0xbb, 0xbf, .. "a: 1"u8]);
        Assert.Equal(1, YamlConfig.Load(file.Path)["a"].Int());
    }

    [Theory]
    [InlineData(nameof(YamlReadOptions.MaxBytes))]
    [InlineData(nameof(YamlReadOptions.MaxDepth))]
    [InlineData(nameof(YamlReadOptions.MaxNodes))]
    [InlineData(nameof(YamlReadOptions.MaxPathLength))]
    public void LimitsNameThemselves(string limit)
    {
        using var file = new ScratchFile("x.yaml", "{abc: [1, 2, [3, 4]]}"u8);
        Assert.NotNull(YamlConfig.Load(file.Path));
        YamlReadOptions small = limit switch
        {
            nameof(YamlReadOptions.MaxBytes) => new() { MaxBytes = 20 },
            nameof(YamlReadOptions.MaxDepth) => new() { MaxDepth = 2 },
            nameof(YamlReadOptions.MaxNodes) => new() { MaxNodes = 6 },
            _ => new() { MaxPathLength = 4 },
        };
        Assert.Contains(limit, Assert.Throws<CheckpointException>(() => YamlConfig.Load(file.Path, small)).Message);
    }

    [Fact]
    public void DefaultsAreTheDocumentedOnes() => Assert.Equal(
        new YamlReadOptions { MaxBytes = 4_194_304, MaxDepth = 64, MaxNodes = 200_000, MaxPathLength = 1_024 }, YamlReadOptions.Default);

    [Fact]
    public void NamesAMissingFile() =>
        Assert.Contains("no such file", Assert.Throws<CheckpointException>(() => YamlConfig.Load("nowhere/x.yaml")).Message);
}

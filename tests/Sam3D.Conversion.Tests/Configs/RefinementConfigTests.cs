using Sam3D.Bundles;
using Sam3D.Gaussians;
using Sam3D.Networks;

namespace Sam3D.Conversion.Tests;

/// <summary>The configurations of the released texture and refinement stage, and the defaults of the official classes.</summary>
public sealed class RefinementConfigTests
{
    private const string Generator =
        """
        module:
          generator:
            backbone:
              _target_: a.FlowMatching
              inference_steps: 12
              reverse_fn:
                _target_: a.ClassifierFreeGuidance
                strength: 0
                backbone:
                  _target_: a.SLatFlowModelTdfyWrapper
                  resolution: 64
                  in_channels: 8
                  out_channels: 8
                  model_channels: 1024
                  cond_channels: 1024
                  num_blocks: 24
                  num_heads: 16
                  mlp_ratio: 4
                  patch_size: 2
                  num_io_res_blocks: 2
                  io_block_channels: [128]
                  pe_mode: ape
                  qk_rms_norm: true
        """;

    private const string Representation =
        "{lr: {_xyz: 1.0, _features_dc: 1.0, _opacity: 1.0, _scaling: 1.0, _rotation: 0.1}, perturb_offset: true, voxel_size: 1.5, num_gaussians: 32, "
        + "2d_filter_kernel_size: 0.1, 3d_filter_kernel_size: 9e-4, scaling_bias: 4e-3, opacity_bias: 0.1, scaling_activation: softplus}";

    [Fact]
    public void The_released_flow_is_read()
    {
        StructuredLatentFlowConfig config = Flow();
        Assert.Equal((64, 8, 8, 1024, 1024), (config.Resolution, config.InChannels, config.OutChannels, config.ModelChannels, config.ConditionChannels));
        Assert.Equal((24, 16, 4096, 2), (config.NumBlocks, config.NumHeads, config.MlpHidden, config.NumIoResBlocks));
        Assert.Equal([128], config.IoBlockChannels);
        Assert.True(config.QkRmsNorm && config.UseSkipConnection && !config.CrossQkRmsNorm && !config.IsShortcutModel);
        Assert.Equal((24 * 6 * 1024) + (2 * 128) + (2 * 1024) + (2 * 2 * 128), StructuredLatentFlow.ModulationSize(config));
    }

    [Fact]
    public void Sampling_is_that_of_the_pipeline_with_the_defaults_of_its_class()
    {
        ConfigNode sampler = Node(Generator)["module"]["generator"]["backbone"];
        SamplingSpec defaults = SamplingConfig.Texture.Read(Node("{}"), sampler);
        Assert.Equal((25, 3.0, 1000.0, 5f), (defaults.Steps, defaults.RescaleT, defaults.TimeScale, defaults.GuidanceStrength));
        Assert.Equal((0.0, 500.0, false), (defaults.GuidanceStart, defaults.GuidanceEnd, defaults.Shortcut));
        Assert.Equal((null, null), (defaults.Temperature, defaults.ShapeCandidates));
        SamplingSpec cool = SamplingConfig.Geometry.Read(Node("{ss_temperature: 0.5, ss_shape_candidates: 4, slat_temperature: 2}"), sampler);
        Assert.Equal((0.5f, 4), (cool.Temperature, cool.ShapeCandidates));
        SamplingSpec released = SamplingConfig.Texture.Read(Node("{slat_cfg_strength: 1, slat_rescale_t: 1, ss_rescale_t: 2}"), sampler);
        Assert.Equal((25, 1.0, 1f), (released.Steps, released.RescaleT, released.GuidanceStrength));
    }

    [Fact]
    public void Statistics_are_those_of_the_pipeline_and_else_the_officials()
    {
        (float[] mean, float[] std) = TextureFlowConfig.ReadStatistics(Node("{slat_mean: [1, 2], slat_std: [3, 4.5]}"), 2);
        Assert.Equal([1, 2], mean);
        Assert.Equal([3, 4.5f], std);
        (mean, std) = TextureFlowConfig.ReadStatistics(Node("{}"), 8);
        Assert.Equal(-2.1687546f, mean[0]);
        Assert.Equal(2.6845231f, std[7]);
        Assert.Contains("has no key 'slat_mean'", Assert.Throws<CheckpointException>(
            () => TextureFlowConfig.ReadStatistics(Node("{}"), 4)).Message, StringComparison.Ordinal);
        Assert.Contains("slat_std.0: expected a number from", Assert.Throws<CheckpointException>(
            () => TextureFlowConfig.ReadStatistics(Node("{slat_mean: [0], slat_std: [0]}"), 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_released_Gaussian_decoder_is_read()
    {
        ConfigNode node = Node(
            $"{{_target_: a.SLatGaussianDecoderTdfyWrapper, resolution: 64, model_channels: 768, latent_channels: 8, num_blocks: 12, num_heads: 12, mlp_ratio: 4, attn_mode: swin, window_size: 8, use_fp16: true, representation_config: {Representation}}}");
        GaussianDecoderConfig config = VoxelDecoderConfig.ReadGaussians(node, Flow());
        Assert.Equal((768, 12, 12, 3072, 8, 64), (
            config.Transformer.ModelChannels, config.Transformer.NumBlocks, config.Transformer.NumHeads, config.Transformer.MlpHidden, config.Transformer.WindowSize, config.Transformer.Resolution));
        Assert.Equal((32, 1.5f, true, new GaussianRates()), (config.NumGaussians, config.VoxelSize, config.PerturbOffset, config.Rates));
        GaussianDecoderSpec spec = VoxelDecoderConfig.ReadGaussianSpec(node, config, "stage");
        var released = new GaussianActivations();
        Assert.Equal((released.ScaleBias, released.OpacityBias, released.MinimumScale, released.ScaleActivation), (spec.ScaleBias, spec.OpacityBias, spec.MinimumScale, spec.ScaleActivation));
        Assert.Equal(("stage", 32, 8), (spec.Stage, spec.PerVoxel, spec.WindowSize));
    }

    [Fact]
    public void The_mesh_decoder_takes_the_defaults_of_its_class()
    {
        ConfigNode node = Node(
            "{_target_: a.SLatMeshDecoderTdfyWrapper, resolution: 64, model_channels: 768, latent_channels: 8, num_blocks: 12, representation_config: {use_color: true}}");
        MeshDecoderConfig config = VoxelDecoderConfig.ReadMesh(node, Flow());
        Assert.Equal((12, 3072, 8, 101), (config.Transformer.NumHeads, config.Transformer.MlpHidden, config.Transformer.WindowSize, config.OutChannels));
        MeshDecoderSpec spec = VoxelDecoderConfig.MeshSpec(config, "stage");
        Assert.Equal(new MeshDecoderSpec { Stage = "stage", WindowSize = 8, WindowGroups = 8, Channels = 101, Resolution = 256 }, spec);
    }

    [Theory]
    [InlineData("{}", MeshColorSource.Decoder)]
    [InlineData("{slat_mesh_colors: decoder}", MeshColorSource.Decoder)]
    [InlineData("{slat_mesh_colors: photo_where_visible}", MeshColorSource.PhotoWhereVisible)]
    [InlineData("{slat_mesh_colors: photo}", MeshColorSource.Photo)]
    public void Colours_of_the_mesh_are_the_decoders_where_nothing_is_said(string pipeline, MeshColorSource expected) =>
        Assert.Equal(expected, VoxelDecoderConfig.ReadMeshColors(Node(pipeline)));

    [Fact]
    public void An_unknown_source_of_colours_is_refused() => Assert.Contains(
        "'paint', expected decoder, photo_where_visible or photo",
        Assert.Throws<CheckpointException>(() => VoxelDecoderConfig.ReadMeshColors(Node("{slat_mesh_colors: paint}"))).Message,
        StringComparison.Ordinal);

    private static StructuredLatentFlowConfig Flow() => TextureFlowConfig.Read(Node(Generator), 64);

    private static ConfigNode Node(string yaml) => YamlConfig.Parse(yaml, "a.yaml");
}

using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Conversion.Tests;

public sealed class MogeConfigTests
{
    private const string Released =
        "{encoder: dinov2_vitl14, remap_output: exp, intermediate_layers: 4, dim_upsample: [256, 128, 64], dim_times_res_block_hidden: 2, num_res_blocks: 2, num_tokens_range: [1200, 2500], last_conv_channels: 32, last_conv_size: 1}";

    [Fact]
    public void TheReleasedConfigurationIsRead()
    {
        ConfigNode node = Node(Released);
        MogePointConfig config = MogeConfig.Read(node);
        Assert.Equal((518, 14, 1024, 24, 16, 37), (config.TrainImageSize, config.PatchSize, config.EmbedDim, config.Depth, config.NumHeads, config.PositionGrid));
        Assert.Equal([20, 21, 22, 23], config.IntermediateLayers);
        Assert.Equal([256, 128, 64], config.UpsampleDims);
        Assert.Equal((512, 2, 2, 32), (config.ProjectionDim, config.ResBlockHiddenMultiple, config.ResBlocks, config.NormGroupChannels));
        Assert.Equal((0, 32, 1), (config.LastResBlocks, config.LastConvChannels, config.LastConvSize));
        Assert.Equal(
            new DepthSpec { PatchSize = 14, PositionGrid = 37, Levels = 3, MinTokens = 1200, MaxTokens = 2500, Remap = DepthRemap.Exp, MaskThreshold = 0.5f },
            MogeConfig.ReadSpec(node, config));
    }

    [Fact]
    public void DefaultsAreThoseOfTheOfficialClass()
    {
        MogePointConfig config = MogeConfig.Read(Node("{}"));
        Assert.Equal((768, 12, 12), (config.EmbedDim, config.Depth, config.NumHeads));
        Assert.Equal([8, 9, 10, 11], config.IntermediateLayers);
        Assert.Equal([256, 128, 128], config.UpsampleDims);
        Assert.Equal((512, 1, 1, 32), (config.ProjectionDim, config.ResBlockHiddenMultiple, config.ResBlocks, config.NormGroupChannels));
        DepthSpec spec = MogeConfig.ReadSpec(Node("{}"), config);
        Assert.Equal((DepthRemap.Linear, 0.5f, 1200, 2500), (spec.Remap, spec.MaskThreshold, spec.MinTokens, spec.MaxTokens));
    }

    // Files of the first release state an area in pixels, and keys that mean nothing any more.
    [Fact]
    public void OlderFilesAreRead()
    {
        ConfigNode node = Node("{trained_area_range: [250000, 500000], output_mask: true, split_head: true, res_block_norm: layer_norm, intermediate_layers: [11, 2, 5]}");
        MogePointConfig config = MogeConfig.Read(node);
        DepthSpec spec = MogeConfig.ReadSpec(node, config);
        Assert.Equal((1275, 2551), (spec.MinTokens, spec.MaxTokens));
        Assert.Null(config.NormGroupChannels);
        Assert.Equal([2, 5, 11], config.IntermediateLayers);
    }

    [Theory]
    [InlineData("{encoder: dinov2_vitg14}", "the backbone 'dinov2_vitg14' is not supported")]
    [InlineData("{encoder: dinov2_vitl14_reg}", "'dinov2_vitl14_reg'")]
    [InlineData("{remap_output: log}", "'log'")]
    [InlineData("{res_block_norm: batch_norm}", "'batch_norm'")]
    [InlineData("{intermediate_layers: 13}", "takes 13 layers of a backbone of 12")]
    [InlineData("{intermediate_layers: [3, 3]}", "different blocks")]
    [InlineData("{intermediate_layers: [3, 12]}", "different blocks")]
    [InlineData("{intermediate_layers: []}", "different blocks")]
    [InlineData("{num_tokens_range: [2500, 1200]}", "two rising numbers")]
    [InlineData("{num_tokens_range: [1, 100000]}", "two rising numbers")]
    [InlineData("{num_tokens_range: [1, .nan]}", "two rising numbers")]
    [InlineData("{num_tokens_range: [1200]}", "two rising numbers")]
    [InlineData("{last_conv_size: 2}", "is not odd")]
    [InlineData("{dim_upsample: []}", "0 levels")]
    [InlineData("{dim_upsample: [1, 1, 1, 1, 1, 1]}", "6 levels")]
    [InlineData("{dim_upsample: [16]}", "16 channels")]
    [InlineData("{dim_upsample: [81]}", "81 channels")]
    [InlineData("{last_res_blocks: 1, last_conv_channels: 8}", "8 channels")]
    [InlineData("{backbone_kwargs: {img_size: 100}}", "no multiple of 14")]
    [InlineData("{backbone_kwargs: {num_heads: 7}}", "768 channels have no 7 heads")]
    [InlineData("{dim_proj: 0}", "expected 1 to")]
    public void WhatIsNotBuiltIsRefusedInOneLine(string yaml, string part)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => MogeConfig.ReadSpec(Node(yaml), MogeConfig.Read(Node(yaml))));
        Assert.StartsWith("model.pt: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static ConfigNode Node(string yaml) => YamlConfig.Parse(yaml, "model.pt");
}

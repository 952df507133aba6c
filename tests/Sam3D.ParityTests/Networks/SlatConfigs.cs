using System.Text.Json;
using Sam3D.Gaussians;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Reads the configurations of the sparse networks from the JSON of a case.</summary>
internal static class SlatConfigs
{
    public static StructuredLatentFlowConfig Flow(FixtureCase fixture, int? resolution = null)
    {
        JsonElement constructor = fixture.Json.GetProperty("constructor");
        bool Flag(string name, bool otherwise) => constructor.TryGetProperty(name, out JsonElement e) ? e.GetBoolean() : otherwise;
        return new StructuredLatentFlowConfig
        {
            Resolution = resolution ?? fixture.Int("resolution"),
            InChannels = fixture.Int("in_channels"),
            OutChannels = fixture.Int("out_channels"),
            ModelChannels = fixture.Int("model_channels"),
            ConditionChannels = fixture.Int("cond_channels"),
            NumBlocks = fixture.Int("num_blocks"),
            NumHeads = fixture.Int("num_heads"),
            MlpHidden = (int)(fixture.Int("model_channels") * fixture.Setting("mlp_ratio").GetDouble()),
            IoBlockChannels = [.. fixture.Setting("io_block_channels").EnumerateArray().Select(c => c.GetInt32())],
            NumIoResBlocks = fixture.Int("num_io_res_blocks"),
            UseSkipConnection = Flag("use_skip_connection", true),
            QkRmsNorm = Flag("qk_rms_norm", false),
            CrossQkRmsNorm = Flag("qk_rms_norm_cross", false),
            IsShortcutModel = Flag("is_shortcut_model", false),
        };
    }

    public static SparseTransformerConfig Transformer(FixtureCase fixture, int? resolution = null) => new()
    {
        LatentChannels = fixture.Int("latent_channels"),
        ModelChannels = fixture.Int("model_channels"),
        NumBlocks = fixture.Int("num_blocks"),
        NumHeads = fixture.Int("num_heads"),
        MlpHidden = (int)(fixture.Int("model_channels") * fixture.Setting("mlp_ratio").GetDouble()),
        WindowSize = fixture.Int("window_size"),
        Resolution = resolution ?? fixture.Int("resolution"),
    };

    public static GaussianDecoderConfig Gaussians(FixtureCase fixture, int? resolution = null)
    {
        JsonElement representation = fixture.Setting("representation_config");
        JsonElement rates = representation.GetProperty("lr");
        float Rate(string name) => rates.GetProperty(name).GetSingle();
        return new GaussianDecoderConfig
        {
            Transformer = Transformer(fixture, resolution),
            NumGaussians = representation.GetProperty("num_gaussians").GetInt32(),
            VoxelSize = representation.GetProperty("voxel_size").GetSingle(),
            PerturbOffset = representation.GetProperty("perturb_offset").GetBoolean(),
            Rates = new GaussianRates(Rate("_xyz"), Rate("_features_dc"), Rate("_scaling"), Rate("_rotation"), Rate("_opacity")),
        };
    }

    public static GaussianActivations Activations(FixtureCase fixture)
    {
        JsonElement representation = fixture.Setting("representation_config");
        return new GaussianActivations
        {
            ScaleBias = representation.GetProperty("scaling_bias").GetSingle(),
            OpacityBias = representation.GetProperty("opacity_bias").GetSingle(),
            MinimumScale = representation.GetProperty("3d_filter_kernel_size").GetSingle(),
            ScaleActivation = representation.GetProperty("scaling_activation").GetString() == "softplus"
                ? ScaleActivation.Softplus
                : ScaleActivation.Exponential,
        };
    }

    /// <summary>The voxels of a coordinate list [N, 4] of (batch, x, y, z) in a batch of one.</summary>
    public static VoxelIndex[] Voxels(Tensor coordinates)
    {
        int[] values = [.. coordinates.Values.Select(v => (int)v)];
        Assert.All(values.Chunk(4), row => Assert.Equal(0, row[0]));
        return [.. values.Chunk(4).Select(row => new VoxelIndex(row[1], row[2], row[3]))];
    }
}

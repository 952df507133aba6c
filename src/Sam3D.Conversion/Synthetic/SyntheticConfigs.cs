using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Sizes of the networks from the YAML files that <see cref="SyntheticTemplates"/> makes, which are known to be well-formed.</summary>
internal static class SyntheticConfigs
{
    /// <summary><c>module.generator.backbone.reverse_fn.backbone</c> of <c>slat_generator.yaml</c>.</summary>
    public static StructuredLatentFlowConfig Flow(ConfigNode node) => new()
    {
        Resolution = node["resolution"].Size(),
        InChannels = node["in_channels"].Size(),
        OutChannels = node["out_channels"].Size(),
        ModelChannels = node["model_channels"].Size(),
        ConditionChannels = node["cond_channels"].Size(),
        NumBlocks = node["num_blocks"].Size(),
        NumHeads = node["num_heads"].Size(),
        MlpHidden = (int)(node["model_channels"].Size() * node["mlp_ratio"].Double()),
        IoBlockChannels = [.. node["io_block_channels"].Items.Select(c => c.Size())],
        NumIoResBlocks = node["num_io_res_blocks"].Size(),
        QkRmsNorm = node["qk_rms_norm"].Bool(),
    };

    /// <summary><c>ss_encoder.yaml</c>; the encoder takes the grid that the decoder makes.</summary>
    public static StructureAutoencoderConfig Encoder(ConfigNode node, StructureAutoencoderConfig decoder) => new()
    {
        LatentChannels = node["latent_channels"].Size(),
        VoxelChannels = node["in_channels"].Size(),
        Channels = [.. node["channels"].Items.Select(c => c.Size())],
        ResBlocks = node["num_res_blocks"].Size(),
        MiddleResBlocks = node["num_res_blocks_middle"].Size(),
        InputResolution = decoder.InputResolution << (decoder.Channels.Count - 1),
    };

    /// <summary><c>slat_decoder_gs.yaml</c> or <c>slat_decoder_gs_4.yaml</c>.</summary>
    public static GaussianDecoderConfig Gaussians(ConfigNode node) => new()
    {
        Transformer = Transformer(node),
        NumGaussians = node["representation_config"]["num_gaussians"].Size(),
        VoxelSize = (float)node["representation_config"]["voxel_size"].Double(),
        PerturbOffset = node["representation_config"]["perturb_offset"].Bool(),
    };

    /// <summary><c>slat_decoder_mesh.yaml</c>.</summary>
    public static MeshDecoderConfig Mesh(ConfigNode node) => new() { Transformer = Transformer(node) };

    /// <summary>A configuration as the plain values that a pickle holds.</summary>
    public static object? Plain(ConfigNode node) => node.Kind switch
    {
        ConfigKind.Null => null,
        ConfigKind.Bool => node.Bool(),
        ConfigKind.Int => (long)node.Int(),
        ConfigKind.Float => node.Double(),
        ConfigKind.List => node.Items.Select(Plain).ToArray(),
        ConfigKind.Map => node.Members.ToDictionary(m => m.Key, m => Plain(m.Value)),
        _ => node.String(),
    };

    private static SparseTransformerConfig Transformer(ConfigNode node) => new()
    {
        LatentChannels = node["latent_channels"].Size(),
        ModelChannels = node["model_channels"].Size(),
        NumBlocks = node["num_blocks"].Size(),
        NumHeads = node["num_heads"].Size(),
        MlpHidden = (int)(node["model_channels"].Size() * node["mlp_ratio"].Double()),
        WindowSize = node["window_size"].Size(),
        Resolution = node["resolution"].Size(),
    };
}

using Sam3D.Bundles;
using Sam3D.Gaussians;
using Sam3D.Meshing;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Reads the decoders of voxel latents: <c>slat_decoder_gs.yaml</c>, <c>slat_decoder_gs_4.yaml</c> and <c>slat_decoder_mesh.yaml</c>. Defaults are those of the
/// official classes <c>SLatGaussianDecoder</c> and <c>SLatMeshDecoder</c>.
/// </summary>
internal static class VoxelDecoderConfig
{
    private const double MaxMlpRatio = 64;
    private const double MaxFactor = 1e3;
    private const int MeshWidthMultiple = 256;
    private const int CubesPerVoxel = 4;

    /// <summary>The sizes of a Gaussian decoder.</summary>
    /// <param name="node">The decoder's YAML.</param>
    /// <param name="flow">The flow whose latents it decodes.</param>
    public static GaussianDecoderConfig ReadGaussians(ConfigNode node, StructuredLatentFlowConfig flow)
    {
        node.RequireTarget("SLatGaussianDecoderTdfyWrapper");
        ConfigNode representation = node["representation_config"], rates = representation["lr"];
        float Rate(string name) => (float)rates[name].Number(-MaxFactor, MaxFactor);
        return new GaussianDecoderConfig
        {
            Transformer = ReadTransformer(node, flow),
            NumGaussians = representation["num_gaussians"].Size(max: BundleLimits.GaussiansPerVoxel),
            VoxelSize = (float)representation["voxel_size"].Number(1e-6, MaxFactor),
            PerturbOffset = representation["perturb_offset"].Bool(),
            Rates = new GaussianRates(Rate("_xyz"), Rate("_features_dc"), Rate("_scaling"), Rate("_rotation"), Rate("_opacity")),
        };
    }

    /// <summary>What the runtime must know of a Gaussian decoder.</summary>
    public static GaussianDecoderSpec ReadGaussianSpec(ConfigNode node, GaussianDecoderConfig config, string stage)
    {
        ConfigNode representation = node["representation_config"], activation = representation["scaling_activation"];
        return new GaussianDecoderSpec
        {
            Stage = stage,
            PerVoxel = config.NumGaussians,
            WindowSize = config.Transformer.WindowSize,
            WindowGroups = RefinementGraphs.WindowGroups,
            ScaleBias = (float)representation["scaling_bias"].Number(1e-9, MaxFactor),
            OpacityBias = (float)representation["opacity_bias"].Number(1e-6, 1 - 1e-6),
            MinimumScale = (float)representation["3d_filter_kernel_size"].Number(0, MaxFactor),
            ScaleActivation = activation.String() switch
            {
                "softplus" => ScaleActivation.Softplus,
                "exp" => ScaleActivation.Exponential,
                string other => throw activation.Unsupported($"the scaling_activation {Wording.Quote(other)}"),
            },
        };
    }

    /// <summary>The sizes of the mesh decoder.</summary>
    /// <param name="node">The decoder's YAML.</param>
    /// <param name="flow">The flow whose latents it decodes.</param>
    public static MeshDecoderConfig ReadMesh(ConfigNode node, StructuredLatentFlowConfig flow)
    {
        node.RequireTarget("SLatMeshDecoderTdfyWrapper");
        if (node.Find("representation_config")?.Find("use_color") is not { } color || !color.Bool())
        {
            throw node.Unsupported("a mesh without colours (use_color of representation_config)");
        }

        SparseTransformerConfig transformer = ReadTransformer(node, flow);
        return transformer.ModelChannels % MeshWidthMultiple == 0
            ? new MeshDecoderConfig { Transformer = transformer, OutChannels = FlexiCubesExtraction.FeatureCount }
            : throw node.Refuse($"model_channels {transformer.ModelChannels} is not a multiple of {MeshWidthMultiple}, which its norms need; correct it");
    }

    /// <summary>The sizes of the encoder of latents, which only training runs.</summary>
    /// <param name="node">The encoder's YAML.</param>
    /// <param name="flow">The flow of the latents that it makes.</param>
    public static StructuredLatentEncoderConfig ReadEncoder(ConfigNode node, StructuredLatentFlowConfig flow)
    {
        node.RequireTarget("SLatEncoder");
        return new StructuredLatentEncoderConfig
        {
            Transformer = ReadTransformer(node, flow) with { LatentChannels = node["in_channels"].Size() },
            LatentChannels = flow.InChannels,
        };
    }

    /// <summary>What the runtime must know of the mesh decoder.</summary>
    public static MeshDecoderSpec MeshSpec(MeshDecoderConfig config, string stage) => new()
    {
        Stage = stage,
        WindowSize = config.Transformer.WindowSize,
        WindowGroups = RefinementGraphs.WindowGroups,
        Channels = config.OutChannels,
        Resolution = CubesPerVoxel * config.Transformer.Resolution,
    };

    /// <summary>Reads whether what was pruned is inside of the mesh: <c>slat_mesh_solid</c> of <c>pipeline.yaml</c>, a key of this project alone.</summary>
    public static bool ReadMeshSolid(ConfigNode pipeline) => pipeline.Find("slat_mesh_solid")?.Bool() ?? false;

    /// <summary>Reads where the mesh's colours come from: <c>slat_mesh_colors</c> of <c>pipeline.yaml</c>, a key of this project alone.</summary>
    public static MeshColorSource ReadMeshColors(ConfigNode pipeline) => pipeline.Find("slat_mesh_colors") is not { } node ? MeshColorSource.Decoder
        : node.String() switch
        {
            "decoder" => MeshColorSource.Decoder,
            "photo_where_visible" => MeshColorSource.PhotoWhereVisible,
            "photo" => MeshColorSource.Photo,
            _ => throw node.Refuse($"{Wording.Quote(node.String())}, expected decoder, photo_where_visible or photo; correct it"),
        };

    private static SparseTransformerConfig ReadTransformer(ConfigNode node, StructuredLatentFlowConfig flow)
    {
        foreach ((string key, string only) in (ReadOnlySpan<(string, string)>)[("attn_mode", "swin"), ("pe_mode", "ape")])
        {
            if (node.Find(key) is { } mode && mode.String() != only)
            {
                throw mode.Unsupported($"the {key} {Wording.Quote(mode.String())}");
            }
        }

        if (node.Find("qk_rms_norm") is { } norm && norm.Bool())
        {
            throw norm.Unsupported("normalised attention of a decoder");
        }

        Require(node["latent_channels"], flow.OutChannels, "channels of slat_generator's latents");
        Require(node["resolution"], flow.Resolution, "cells of slat_generator's voxels");
        int width = node["model_channels"].Size(min: 6);
        var config = new SparseTransformerConfig
        {
            LatentChannels = flow.OutChannels,
            ModelChannels = width,
            NumBlocks = node["num_blocks"].Size(max: BundleLimits.ListEntries),
            NumHeads = node.Find("num_heads")?.Size() ?? Math.Max(1, width / (node.Find("num_head_channels")?.Size() ?? 64)),
            MlpHidden = (int)(width * (node.Find("mlp_ratio")?.Number(1.0 / width, MaxMlpRatio) ?? 4)),
            WindowSize = node.Find("window_size")?.Size(max: BundleLimits.Resolution) ?? 8,
            Resolution = flow.Resolution,
        };
        return width % config.NumHeads == 0
            ? config
            : throw node.Refuse($"model_channels {width} is not a multiple of the {config.NumHeads} heads; correct one of them");
    }

    private static void Require(ConfigNode node, int expected, string what)
    {
        if (node.Size() != expected)
        {
            throw node.Refuse($"expected the {expected} {what}, got {node.Int()}; use the files of one checkpoint");
        }
    }
}

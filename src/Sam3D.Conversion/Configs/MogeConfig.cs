using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Reads the <c>model_config</c> that MoGe stores in its checkpoint: the arguments and defaults of the official <c>MoGeModel</c> (version 1).</summary>
/// <remarks>
/// The official class takes the sizes of the backbone from DINOv2's name alone. A mapping <c>backbone_kwargs</c> (<c>img_size</c>, <c>embed_dim</c>, <c>depth</c>, <c>num_heads</c>,
/// <c>mlp_ratio</c>), which it would ignore, gives others here, for small models. Keys that mean nothing to it are ignored, as there.
/// </remarks>
internal static class MogeConfig
{
    private const int HubImageSize = 518;
    private const int PatchSize = 14;
    private const int GroupChannels = 32;

    /// <summary>The sizes of the network.</summary>
    public static MogePointConfig Read(ConfigNode node)
    {
        ConfigNode? kwargs = node.Find("backbone_kwargs");
        string encoder = node.Find("encoder")?.String() ?? "dinov2_vitb14";
        (int Width, int Depth, int Heads)? hub = encoder switch
        {
            "dinov2_vits14" => (384, 12, 6),
            "dinov2_vitb14" => (768, 12, 12),
            "dinov2_vitl14" => (1024, 24, 16),
            _ => null,
        };
        int Size(string key, int? official) =>
            kwargs?.Find(key)?.Size() ?? official ?? throw node.Unsupported($"the backbone {Wording.Quote(encoder)}");
        int depth = Size("depth", hub?.Depth);
        var config = new MogePointConfig
        {
            TrainImageSize = Size("img_size", HubImageSize),
            PatchSize = PatchSize,
            EmbedDim = Size("embed_dim", hub?.Width),
            Depth = depth,
            NumHeads = Size("num_heads", hub?.Heads),
            MlpRatio = kwargs?.Find("mlp_ratio")?.Double() ?? 4,
            IntermediateLayers = Layers(node, depth),
            ProjectionDim = node.Find("dim_proj")?.Size() ?? 512,
            UpsampleDims = node.Find("dim_upsample") is { } dims ? [.. dims.Items.Select(d => d.Size())] : [256, 128, 128],
            ResBlockHiddenMultiple = node.Find("dim_times_res_block_hidden")?.Size() ?? 1,
            ResBlocks = node.Find("num_res_blocks")?.Size(min: 0) ?? 1,
            NormGroupChannels = Norm(node),
            LastResBlocks = node.Find("last_res_blocks")?.Size(min: 0) ?? 0,
            LastConvChannels = node.Find("last_conv_channels")?.Size() ?? 32,
            LastConvSize = node.Find("last_conv_size")?.Size() ?? 1,
        };
        Check(node, config);
        return config;
    }

    /// <summary>What the runtime must know.</summary>
    public static DepthSpec ReadSpec(ConfigNode node, MogePointConfig config)
    {
        (int min, int max) = Tokens(node);
        return new DepthSpec
        {
            PatchSize = config.PatchSize,
            PositionGrid = config.PositionGrid,
            Levels = config.UpsampleDims.Count,
            MinTokens = min,
            MaxTokens = max,
            Remap = (node.Find("remap_output")?.String() ?? "linear") switch
            {
                "linear" => DepthRemap.Linear,
                "sinh" => DepthRemap.Sinh,
                "exp" => DepthRemap.Exp,
                "sinh_exp" => DepthRemap.SinhExp,
                string other => throw node["remap_output"].Unsupported($"the remap {Wording.Quote(other)}"),
            },
            MaskThreshold = (float)(node.Find("mask_threshold")?.Double() ?? 0.5),
        };
    }

    private static int[] Layers(ConfigNode node, int depth)
    {
        if (node.Find("intermediate_layers") is { Kind: ConfigKind.List } list)
        {
            int[] layers = [.. list.Items.Select(l => l.Size(min: 0)).Order()];
            return layers.Length > 0 && layers.Distinct().Count() == layers.Length && layers[^1] < depth
                ? layers
                : throw list.Refuse($"expected different blocks, each 0 to {depth - 1}, got {string.Join(", ", layers.Take(8))}");
        }

        int count = node.Find("intermediate_layers")?.Size() ?? 4;
        return count <= depth ? [.. Enumerable.Range(depth - count, count)] : throw node.Refuse($"takes {count} layers of a backbone of {depth}");
    }

    private static int? Norm(ConfigNode node) => (node.Find("res_block_norm")?.String() ?? "group_norm") switch
    {
        "group_norm" => GroupChannels,
        "layer_norm" => null,
        string other => throw node["res_block_norm"].Unsupported($"the norm {Wording.Quote(other)}"),
    };

    /// <summary>The range of the token budget; older files give it as an area in pixels.</summary>
    private static (int Min, int Max) Tokens(ConfigNode node)
    {
        bool isArea = node.Find("trained_area_range") is not null;
        ConfigNode? range = isArea ? node["trained_area_range"] : node.Find("num_tokens_range");
        if (range is null)
        {
            return (1200, 2500);
        }

        double unit = isArea ? PatchSize * PatchSize : 1;
        double[] ends = [.. range.Items.Select(e => Math.Floor(e.Double() / unit))];
        return ends is [>= 1 and var min, <= BundleLimits.DepthTokens and var max] && min <= max
            ? ((int)min, (int)max)
            : throw range.Refuse($"expected two rising numbers of 1 to {BundleLimits.DepthTokens} patches, got {string.Join(", ", ends.Take(4))}");
    }

    private static void Check(ConfigNode node, MogePointConfig config)
    {
        string? wrong =
            config.TrainImageSize % config.PatchSize != 0 ? $"an img_size of {config.TrainImageSize} is no multiple of {config.PatchSize}"
            : config.EmbedDim % config.NumHeads != 0 ? $"{config.EmbedDim} channels have no {config.NumHeads} heads"
            : config.LastConvSize % 2 == 0 ? $"a last_conv_size of {config.LastConvSize} is not odd"
            : config.UpsampleDims.Count is 0 or > BundleLimits.DepthLevels ? $"dim_upsample has {config.UpsampleDims.Count} levels, expected 1 to {BundleLimits.DepthLevels}"
            : NormalizedChannels(config).FirstOrDefault(c => config.NormGroupChannels is { } g && (c < g || c % (c / g) != 0)) is > 0 and var bad
                ? $"{bad} channels of a residual block make no equal groups of about {config.NormGroupChannels}"
            : null;
        if (wrong is not null)
        {
            throw node.Refuse($"{wrong}; give the file as its authors published it");
        }
    }

    private static IEnumerable<int> NormalizedChannels(MogePointConfig config)
    {
        IEnumerable<int> outer = (config.ResBlocks > 0 ? config.UpsampleDims : []).Concat(config.LastResBlocks > 0 ? [config.LastConvChannels] : []);
        return outer.Select(c => c * config.ResBlockHiddenMultiple);
    }
}

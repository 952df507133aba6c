using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Reads <c>module.condition_embedder.backbone</c> of a generator's YAML: the official <c>EmbedderFuser</c>.</summary>
internal static class ConditionConfig
{
    private const int HubImageSize = 518;
    private const int HubPatchSize = 14;
    private const double MaxRatio = 64;
    private const string RegisterSuffix = "_reg";

    public static ConditionEncoderConfig Read(ConfigNode node)
    {
        node.RequireTarget("EmbedderFuser");
        if (node.Find("compression_projection_multiplier") is { } compression && compression.Double() > 0)
        {
            throw compression.Unsupported("a compression projection");
        }

        if (node.Find("use_pos_embedding") is { } position && position.String() != "learned")
        {
            throw position.Unsupported($"the position embedding '{position.String()}'");
        }

        return new ConditionEncoderConfig
        {
            Embedders = [.. node["embedder_list"].Several().Select(ReadEmbedder)],
            ProjectionPreNorm = node.Find("projection_pre_norm")?.Bool() ?? true,
            ProjectionMultiplier = node.Find("projection_net_hidden_dim_multiplier")?.Number(0, MaxRatio) ?? 4.0,
        };
    }

    private static EmbedderConfig ReadEmbedder(ConfigNode pair)
    {
        if (pair.Items.Count != 2)
        {
            throw pair.Refuse($"expected an embedder and its list of inputs, got {pair.Items.Count} items; correct it");
        }

        ConfigNode embedder = pair[0];
        EmbedderInput[] inputs =
        [
            .. pair[1].Several().Select(i => new EmbedderInput(i[0].String(), i.Items.Count > 1 && !i[1].IsNull ? i[1].String() : null)),
        ];
        foreach (EmbedderInput input in inputs)
        {
            if (!ConditionInputs.Names.Contains(input.Name) || KindOf(input) != KindOf(inputs[0]))
            {
                throw pair[1].Refuse(
                    $"input {Wording.Quote(input.Name)} is unknown or of another kind than the first; expected pictures, masks or point maps alone of {string.Join(", ", ConditionInputs.Names)}");
            }
        }

        return embedder.TargetName() switch
        {
            "Dino" => new EmbedderConfig { Dino = ReadDino(embedder), Inputs = inputs },
            "PointPatchEmbed" => new EmbedderConfig { PointPatch = ReadPointPatch(embedder), Inputs = inputs },
            string other => throw embedder.Unsupported($"the embedder {other}"),
        };
    }

    // One graph takes all inputs of an embedder, which therefore must have the same channels and size.
    private static string KindOf(EmbedderInput input) =>
        input.Name.EndsWith("mask", StringComparison.Ordinal) ? "mask" : input.Name.EndsWith("pointmap", StringComparison.Ordinal) ? "pointmap" : "image";

    private static DinoConfig ReadDino(ConfigNode node)
    {
        string model = node.Find("dino_model")?.String() ?? "dinov2_vitb14";
        ConfigNode? kwargs = node.Find("backbone_kwargs");
        ConfigNode? Find(string key) => kwargs?.Find(key);
        (int width, int depth, int heads)? hub = model switch
        {
            _ when model.StartsWith("dinov2_vits14", StringComparison.Ordinal) => (384, 12, 6),
            _ when model.StartsWith("dinov2_vitb14", StringComparison.Ordinal) => (768, 12, 12),
            _ when model.StartsWith("dinov2_vitl14", StringComparison.Ordinal) => (1024, 24, 16),
            _ => null,
        };
        if (Find("ffn_layer") is { } ffn && ffn.String() != "mlp")
        {
            throw ffn.Unsupported($"the feed-forward layer '{ffn.String()}'");
        }

        bool registers = model.EndsWith(RegisterSuffix, StringComparison.Ordinal);
        var config = new DinoConfig
        {
            InputSize = node["input_size"].Size(max: BundleLimits.PictureSize),
            TrainImageSize = Find("img_size")?.Size(max: BundleLimits.PictureSize) ?? HubImageSize,
            PatchSize = Find("patch_size")?.Size() ?? HubPatchSize,
            EmbedDim = Find("embed_dim")?.Size() ?? hub?.width ?? throw node.Unsupported($"the backbone '{model}'"),
            Depth = Find("depth")?.Size() ?? hub?.depth ?? throw node.Unsupported($"the backbone '{model}'"),
            NumHeads = Find("num_heads")?.Size() ?? hub?.heads ?? throw node.Unsupported($"the backbone '{model}'"),
            MlpRatio = Find("mlp_ratio")?.Number(1.0 / MaxRatio, MaxRatio) ?? 4,
            RegisterTokens = Find("num_register_tokens")?.Size(min: 0) ?? (registers ? 4 : 0),
            InterpolateAntialias = Find("interpolate_antialias")?.Bool() ?? registers,
            NormalizeImages = node.Find("normalize_images")?.Bool() ?? true,
            PrenormFeatures = node.Find("prenorm_features")?.Bool() ?? false,
        };
        double offset = Find("interpolate_offset")?.Double() ?? (registers ? 0.0 : 0.1);
        if (offset != 0 && config.InputSize != config.TrainImageSize)
        {
            throw node.Unsupported($"a position embedding interpolated with offset {offset}");
        }

        if (config.InputSize % config.PatchSize != 0 || config.TrainImageSize < config.PatchSize || config.EmbedDim % config.NumHeads != 0)
        {
            throw node.Refuse(
                $"input_size {config.InputSize} must be a multiple of patch_size {config.PatchSize}, img_size {config.TrainImageSize} no smaller, and embed_dim {config.EmbedDim} a multiple of num_heads {config.NumHeads}; correct them");
        }

        return config;
    }

    private static PointPatchConfig ReadPointPatch(ConfigNode node)
    {
        if (node.Find("remap_output") is not { } remap || remap.String() != "linear")
        {
            throw node.Unsupported($"the point remap '{node.Find("remap_output")?.String() ?? "exp"}'");
        }

        var config = new PointPatchConfig
        {
            InputSize = node.Find("input_size")?.Size(max: BundleLimits.PictureSize) ?? 256,
            PatchSize = node.Find("patch_size")?.Size() ?? 8,
            EmbedDim = node.Find("embed_dim")?.Size() ?? 768,
        };
        return config.InputSize % config.PatchSize == 0 && config.EmbedDim % PointPatchEncoder.Heads == 0
            ? config
            : throw node.Refuse(
                $"input_size {config.InputSize} must be a multiple of patch_size {config.PatchSize}, and embed_dim {config.EmbedDim} of {PointPatchEncoder.Heads}; correct them");
    }
}

using System.Text.Json;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Reads the networks' configurations from the JSON of a case and the shapes of its weights.</summary>
internal static class FixtureConfigs
{
    public static DinoConfig Dino(FixtureCase fixture, int inputSize, bool prenorm) => new()
    {
        InputSize = inputSize,
        TrainImageSize = fixture.Int("train_img_size"),
        PatchSize = fixture.Int("patch_size"),
        EmbedDim = fixture.Int("embed_dim"),
        Depth = fixture.Int("depth"),
        NumHeads = fixture.Int("num_heads"),
        MlpRatio = fixture.Setting("mlp_ratio").GetDouble(),
        RegisterTokens = fixture.Int("num_register_tokens"),
        InterpolateAntialias = fixture.Setting("interpolate_antialias").GetBoolean(),
        PrenormFeatures = prenorm,
    };

    public static PointPatchConfig PointPatch(JsonElement config, int patchSize) => new()
    {
        InputSize = config.GetProperty("input_size").GetInt32(),
        PatchSize = patchSize,
        EmbedDim = config.GetProperty("embed_dim").GetInt32(),
    };

    public static ConditionEncoderConfig Fuser(FixtureCase fixture, WeightSet weights)
    {
        var dino = new DinoConfig
        {
            InputSize = fixture.Int("input_size"),
            TrainImageSize = fixture.Int("train_img_size"),
            PatchSize = (int)weights.Shape("module_list.0.backbone.patch_embed.proj.weight")[2],
            EmbedDim = fixture.Int("embed_dim"),
            Depth = fixture.Int("depth"),
            NumHeads = fixture.Int("num_heads"),
            MlpRatio = (double)weights.Shape("module_list.0.backbone.blocks.0.mlp.fc1.weight")[0] / fixture.Int("embed_dim"),
            RegisterTokens = (int)weights.Shape("module_list.0.backbone.register_tokens")[1],
            PrenormFeatures = fixture.Json.GetProperty("stage").GetString() == "slat",
        };
        var embedders = new List<EmbedderConfig>
        {
            new() { Dino = dino, Inputs = [new("image", "cropped"), new("rgb_image", "full")] },
            new() { Dino = dino, Inputs = [new("mask", "cropped"), new("rgb_image_mask", "full")] },
        };
        if (fixture.Json.GetProperty("config").TryGetProperty("pointmap", out JsonElement pointMap))
        {
            int points = (int)weights.Shape("module_list.2.pos_embed_window")[1] - 1;
            embedders.Add(new EmbedderConfig
            {
                PointPatch = PointPatch(pointMap, (int)Math.Round(Math.Sqrt(points))),
                Inputs = [new("pointmap", "cropped"), new("rgb_pointmap", "full")],
            });
        }

        return new ConditionEncoderConfig { Embedders = embedders };
    }

    public static GeometryFlowConfig Flow(FixtureCase fixture, int? resolution = null, int? conditionTokens = null)
    {
        JsonElement backbone = fixture.Json.GetProperty("constructor").GetProperty("backbone");
        JsonElement mapping = backbone.GetProperty("latent_mapping");
        int r = resolution ?? fixture.Int("resolution");
        int width = fixture.Int("model_channels");
        return new GeometryFlowConfig
        {
            ModelChannels = width,
            ConditionChannels = fixture.Int("cond_channels"),
            ConditionTokens = conditionTokens ?? fixture.Int("cond_tokens"),
            NumBlocks = fixture.Int("num_blocks"),
            NumHeads = fixture.Int("num_heads"),
            MlpHidden = (int)(width * fixture.Setting("mlp_ratio").GetDouble()),
            QkRmsNorm = backbone.GetProperty("qk_rms_norm").GetBoolean(),
            ShareModulation = backbone.GetProperty("share_mod").GetBoolean(),
            IsShortcutModel = backbone.GetProperty("is_shortcut_model").GetBoolean(),
            Latents =
            [
                .. mapping.EnumerateObject().Select(l => new FlowLatentConfig(
                    l.Name,
                    l.Value.GetProperty("pos_embedder").GetString()!.StartsWith("Shape", StringComparison.Ordinal) ? r * r * r : 1,
                    l.Value.GetProperty("in_channels").GetInt32())),
            ],
            SharedStreams = backbone.GetProperty("latent_share_transformer").EnumerateObject().ToDictionary(
                s => s.Name, s => (IReadOnlyList<string>)[.. s.Value.EnumerateArray().Select(e => e.GetString()!)]),
        };
    }

    public static StructureAutoencoderConfig Structure(FixtureCase fixture, int? resolution = null) => new()
    {
        LatentChannels = fixture.Int("latent_channels"),
        VoxelChannels = fixture.Json.GetProperty("constructor").TryGetProperty("out_channels", out JsonElement e)
            ? e.GetInt32()
            : fixture.Int("in_channels"),
        Channels = [.. fixture.Setting("channels").EnumerateArray().Select(c => c.GetInt32())],
        ResBlocks = fixture.Int("num_res_blocks"),
        MiddleResBlocks = fixture.Int("num_res_blocks_middle"),
        InputResolution = resolution ?? fixture.Int("resolution"),
    };
}

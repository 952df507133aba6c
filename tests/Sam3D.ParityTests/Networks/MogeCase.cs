using System.Runtime.InteropServices;
using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Reads a case of kind <c>MoGeModel</c>: sizes from its JSON, the picture from its tensors.</summary>
internal static class MogeCase
{
    public static MogePointConfig Config(FixtureCase fixture)
    {
        int depth = fixture.Int("depth");
        JsonElement layers = fixture.Setting("intermediate_layers");
        return new MogePointConfig
        {
            TrainImageSize = fixture.Int("train_img_size"),
            EmbedDim = fixture.Int("embed_dim"),
            Depth = depth,
            NumHeads = fixture.Int("num_heads"),
            IntermediateLayers = layers.ValueKind == JsonValueKind.Array
                ? [.. layers.EnumerateArray().Select(l => l.GetInt32())]
                : [.. Enumerable.Range(depth - layers.GetInt32(), layers.GetInt32())],
            ProjectionDim = fixture.Int("dim_proj"),
            UpsampleDims = [.. fixture.Setting("dim_upsample").EnumerateArray().Select(d => d.GetInt32())],
            ResBlockHiddenMultiple = fixture.Int("dim_times_res_block_hidden"),
            ResBlocks = fixture.Int("num_res_blocks"),
            NormGroupChannels = fixture.Setting("res_block_norm").GetString() == "group_norm" ? 32 : null,
            LastResBlocks = fixture.Int("last_res_blocks"),
            LastConvChannels = fixture.Int("last_conv_channels"),
            LastConvSize = fixture.Int("last_conv_size"),
        };
    }

    public static DepthSpec Spec(FixtureCase fixture)
    {
        MogePointConfig config = Config(fixture);
        int[] tokens = [.. fixture.Setting("num_tokens_range").EnumerateArray().Select(t => t.GetInt32())];
        return new DepthSpec
        {
            PatchSize = config.PatchSize,
            PositionGrid = config.PositionGrid,
            Levels = config.UpsampleDims.Count,
            MinTokens = tokens[0],
            MaxTokens = tokens[1],
            Remap = fixture.Setting("remap_output").GetString() switch
            {
                "linear" => DepthRemap.Linear,
                "sinh" => DepthRemap.Sinh,
                "exp" => DepthRemap.Exp,
                _ => DepthRemap.SinhExp,
            },
            MaskThreshold = fixture.Setting("mask_threshold").GetSingle(),
        };
    }

    /// <summary>Writes the case as MoGe's <c>model.pt</c>: the arguments of the official class, and the sizes of the backbone, which has no official name.</summary>
    public static void WriteCheckpoint(FixtureCase fixture, string path, Action<Dictionary<string, object?>>? change = null)
    {
        var config = new Dictionary<string, object?>();
        foreach (JsonProperty setting in fixture.Json.GetProperty("config").EnumerateObject().Concat(fixture.Json.GetProperty("constructor").EnumerateObject()))
        {
            if (setting.Name is not ("train_img_size" or "embed_dim" or "depth" or "num_heads" or "backbone"))
            {
                config[setting.Name] = Plain(setting.Value);
            }
        }

        MogePointConfig sizes = Config(fixture);
        config["encoder"] = "dinov2_fixture14";
        config["output_mask"] = true; // of older files; means nothing any more
        config["backbone_kwargs"] = new Dictionary<string, object?>
        {
            ["img_size"] = sizes.TrainImageSize,
            ["embed_dim"] = sizes.EmbedDim,
            ["depth"] = sizes.Depth,
            ["num_heads"] = sizes.NumHeads,
        };
        change?.Invoke(config);
        using var weights = new WeightSet(fixture);
        File.WriteAllBytes(path, PyTorchWriter.Build(
            [.. weights.Tensors.Values.Select(t => (t, MemoryMarshal.AsBytes<float>(weights.ReadSingle(t.Name)).ToArray()))],
            under: "model",
            beside: new Dictionary<string, object?> { ["model_config"] = config }));
    }

    public static int Tokens(FixtureCase fixture) => (int)fixture["in.num_tokens"].Values[0];

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToArray(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out long integer) ? integer : value.GetDouble(),
        _ => value.GetBoolean(),
    };
}

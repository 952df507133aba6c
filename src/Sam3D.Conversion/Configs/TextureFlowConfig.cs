using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Reads the flow of texture and refinement: <c>slat_generator.yaml</c> and the statistics of <c>pipeline.yaml</c>. Defaults are those of the official classes
/// <c>SLatFlowModel</c>, <c>ClassifierFreeGuidance</c> and <c>InferencePipeline</c>.
/// </summary>
internal static class TextureFlowConfig
{
    private const double MaxMlpRatio = 64;
    private const double MaxLatent = 1e6;

    // Statistics of the latents, constants of the official code (SLAT_MEAN, SLAT_STD); a released pipeline.yaml states others.
    private static readonly float[] DefaultMean =
        [-2.1687545776367188f, -0.004347046371549368f, -0.13352349400520325f, -0.08418072760105133f, -0.5271206498146057f, 0.7238689064979553f, -1.1414450407028198f, 1.2039363384246826f];

    private static readonly float[] DefaultStd =
        [2.377650737762451f, 2.386378288269043f, 2.124418020248413f, 2.1748552322387695f, 2.663944721221924f, 2.371192216873169f, 2.6217446327209473f, 2.684523105621338f];

    /// <summary>Reads the flow's sizes: <c>module.generator.backbone.reverse_fn.backbone</c>.</summary>
    /// <param name="generator">The generator's YAML.</param>
    /// <param name="resolution">Cells along an axis of the voxels.</param>
    public static StructuredLatentFlowConfig Read(ConfigNode generator, int resolution)
    {
        ConfigNode sampler = generator["module"]["generator"]["backbone"];
        sampler.RequireTarget("FlowMatching");
        ConfigNode node = sampler["reverse_fn"]["backbone"];
        node.RequireTarget("SLatFlowModelTdfyWrapper");
        CheckGuidance(sampler["reverse_fn"], node);
        if (node.Find("pe_mode") is { } position && position.String() != "ape")
        {
            throw position.Unsupported($"the position embedding '{position.String()}'");
        }

        foreach (string key in (string[])["share_mod", "is_shortcut_model"])
        {
            if (node.Find(key) is { } flag && flag.Bool())
            {
                throw flag.Unsupported($"{key} of a flow over voxels");
            }
        }

        if (node["resolution"].Size() != resolution)
        {
            throw node["resolution"].Refuse($"expected the {resolution} cells of the structure decoder, got {node["resolution"].Int()}; use the files of one checkpoint");
        }

        int width = node["model_channels"].Size(min: 6);
        var config = new StructuredLatentFlowConfig
        {
            Resolution = resolution,
            InChannels = node["in_channels"].Size(max: BundleLimits.VoxelChannels),
            OutChannels = node["out_channels"].Size(max: BundleLimits.VoxelChannels),
            ModelChannels = width,
            ConditionChannels = node["cond_channels"].Size(),
            NumBlocks = node["num_blocks"].Size(max: BundleLimits.ListEntries),
            NumHeads = node.Find("num_heads")?.Size() ?? Math.Max(1, width / (node.Find("num_head_channels")?.Size() ?? 64)),
            MlpHidden = (int)(width * (node.Find("mlp_ratio")?.Number(1.0 / width, MaxMlpRatio) ?? 4)),
            IoBlockChannels = [.. node["io_block_channels"].Several().Select(c => c.Size())],
            NumIoResBlocks = node.Find("num_io_res_blocks")?.Size(max: BundleLimits.ListEntries) ?? 2,
            UseSkipConnection = node.Find("use_skip_connection")?.Bool() ?? true,
            QkRmsNorm = node.Find("qk_rms_norm")?.Bool() ?? false,
            CrossQkRmsNorm = node.Find("qk_rms_norm_cross")?.Bool() ?? false,
        };
        CheckSizes(node, config);
        return config;
    }

    /// <summary>Reads mean and standard deviation of the latents.</summary>
    public static (float[] Mean, float[] Std) ReadStatistics(ConfigNode pipeline, int channels)
    {
        float[] Read(string key, float[] official, double min) =>
            pipeline.Find(key)?.Numbers(channels, min, MaxLatent)
            ?? (official.Length == channels ? official : pipeline[key].Numbers(channels, min, MaxLatent));
        return (Read("slat_mean", DefaultMean, -MaxLatent), Read("slat_std", DefaultStd, 1e-6));
    }

    /// <summary>Without the condition, the flow must see as many tokens of zero.</summary>
    private static void CheckGuidance(ConfigNode guidance, ConfigNode backbone)
    {
        if (!guidance.TargetName().StartsWith("ClassifierFreeGuidance", StringComparison.Ordinal))
        {
            throw guidance.Unsupported($"the module {guidance.TargetName()} (expected ClassifierFreeGuidance)");
        }

        string handling = guidance.Find("unconditional_handling")?.String() ?? "zeros";
        bool isZero = handling == "zeros" || (handling == "add_flag" && backbone.Find("force_zeros_cond") is { } force && force.Bool());
        if (!isZero)
        {
            throw guidance.Unsupported($"the unconditional_handling {Wording.Quote(handling)} without zeros for the condition");
        }
    }

    private static void CheckSizes(ConfigNode node, StructuredLatentFlowConfig config)
    {
        int steps = config.IoBlockChannels.Count, patch = node.Find("patch_size")?.Size() ?? 2;
        string? wrong =
            config.ModelChannels % config.NumHeads != 0 ? $"model_channels {config.ModelChannels} is not a multiple of the {config.NumHeads} heads"
            : config.OutChannels != config.InChannels ? $"out_channels is {config.OutChannels}, in_channels {config.InChannels}"
            : steps >= BundleLimits.VoxelLevels ? $"io_block_channels has {steps} levels, expected at most {BundleLimits.VoxelLevels - 1}"
            : !BitOperations.IsPow2(patch) || BitOperations.Log2((uint)patch) != steps ? $"patch_size {patch} is not 2 to the {steps} levels of io_block_channels"
            : config.Resolution % patch != 0 ? $"resolution {config.Resolution} is not a multiple of patch_size {patch}"
            : null;
        if (wrong is not null)
        {
            throw node.Refuse($"{wrong}; correct one of them");
        }
    }
}

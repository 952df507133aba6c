using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Reads the geometry stage of an official checkpoint folder: <c>pipeline.yaml</c>, the generator's and the structure decoder's YAML. Defaults
/// are those of the official <c>InferencePipeline</c> class.
/// </summary>
internal static class GeneratorConfig
{
    private const int DefaultSteps = 25;
    private const double DefaultRescaleT = 3;
    private const double DefaultGuidance = 7;
    private const double DefaultGuidanceEnd = 500;
    private const double DefaultTimeScale = 1000;
    private const int MaxLatentResolution = 256;
    private const string ShapeLatent = "shape";

    // Statistics of the rotation latents, constants of the official code (ROTATION_6D_MEAN, ROTATION_6D_STD).
    private static readonly float[] Rotation6dMean =
        [-0.06366084883674913f, 0.008438224692279752f, 0.00017084786438302483f, 0.0007126610473540038f, -0.0030916726538816417f, 0.5166093753457688f];

    private static readonly float[] Rotation6dStd =
        [0.6656971967514863f, 0.6787012271867754f, 0.30345010594844524f, 0.4394504420678794f, 0.39817973931717104f, 0.6176286868761914f];

    /// <summary>Reads the flow's sizes: <c>module.generator.backbone.reverse_fn.backbone</c>.</summary>
    public static GeometryFlowConfig ReadFlow(ConfigNode generator, int conditionTokens)
    {
        ConfigNode node = generator["module"]["generator"]["backbone"]["reverse_fn"]["backbone"];
        node.RequireTarget("SparseStructureFlowTdfyWrapper");
        if (node.Find("pe_mode") is { } position && position.String() != "ape")
        {
            throw position.Unsupported($"the position embedding '{position.String()}'");
        }

        if (node.Find("qk_rms_norm_cross") is { } cross && cross.Bool())
        {
            throw cross.Unsupported("normalised cross-attention");
        }

        int width = node["model_channels"].Size();
        var config = new GeometryFlowConfig
        {
            ModelChannels = width,
            ConditionChannels = node["cond_channels"].Size(),
            ConditionTokens = conditionTokens,
            NumBlocks = node["num_blocks"].Size(),
            NumHeads = node.Find("num_heads")?.Size() ?? (width / (node.Find("num_head_channels")?.Size() ?? 64)),
            MlpHidden = (int)(width * (node.Find("mlp_ratio")?.Double() ?? 4)),
            QkRmsNorm = node.Find("qk_rms_norm")?.Bool() ?? false,
            ShareModulation = node.Find("share_mod")?.Bool() ?? false,
            IsShortcutModel = node.Find("is_shortcut_model")?.Bool() ?? false,
            Latents = [.. node["latent_mapping"].Members.Select(m => ReadLatent(m.Key, m.Value))],
            SharedStreams = node.Find("latent_share_transformer")?.Members.ToDictionary(
                m => m.Key, m => (IReadOnlyList<string>)[.. m.Value.Items.Select(i => i.String())], StringComparer.Ordinal) ?? [],
        };
        if (width % config.NumHeads != 0)
        {
            throw node.Refuse($"model_channels {width} is not a multiple of the {config.NumHeads} heads; correct one of them");
        }

        foreach (string name in config.SharedStreams.SelectMany(s => s.Value))
        {
            if (!config.Latents.Any(l => l.Name == name))
            {
                throw node["latent_share_transformer"].Refuse($"'{name}' is no latent of latent_mapping; correct its name");
            }
        }

        return config;
    }

    /// <summary>Reads the structure decoder's sizes.</summary>
    public static StructureAutoencoderConfig ReadDecoder(ConfigNode node, int latentResolution)
    {
        node.RequireTarget("SparseStructureDecoderTdfyWrapper");
        if (node.Find("norm_type") is { } norm && norm.String() != "layer")
        {
            throw norm.Unsupported($"the norm '{norm.String()}'");
        }

        return new StructureAutoencoderConfig
        {
            LatentChannels = node["latent_channels"].Size(),
            VoxelChannels = node["out_channels"].Size(),
            Channels = [.. node["channels"].Items.Select(c => c.Size())],
            ResBlocks = node["num_res_blocks"].Size(min: 0),
            MiddleResBlocks = node.Find("num_res_blocks_middle")?.Size(min: 0) ?? 2,
            InputResolution = latentResolution,
        };
    }

    /// <summary>Reads how the flow is sampled; <c>pipeline.yaml</c> and the pipeline class replace what the generator's YAML says.</summary>
    public static SamplingSpec ReadSampling(ConfigNode pipeline, ConfigNode generator)
    {
        ConfigNode shortcut = generator["module"]["generator"]["backbone"];
        IReadOnlyList<ConfigNode>? interval = pipeline.Find("ss_cfg_interval")?.Items;
        return new SamplingSpec
        {
            Steps = pipeline.Find("ss_inference_steps")?.Size() ?? DefaultSteps,
            RescaleT = pipeline.Find("ss_rescale_t")?.Double() ?? DefaultRescaleT,
            TimeScale = shortcut.Find("time_scale")?.Double() ?? DefaultTimeScale,
            GuidanceStrength = (float)(pipeline.Find("ss_cfg_strength")?.Double() ?? DefaultGuidance),
            GuidanceStart = interval?[0].Double() ?? 0,
            GuidanceEnd = interval?[1].Double() ?? DefaultGuidanceEnd,
        };
    }

    /// <summary>Reads the pose convention, and the scene's scale and shift where the model states its own.</summary>
    public static PoseSpec ReadPose(ConfigNode pipeline, ConfigNode generator)
    {
        string convention = (pipeline.Find("pose_decoder_name") ?? generator["module"]["pose_target_convention"]).String();
        ConfigNode? compact = pipeline.Find("compact");
        float[]? Floats(string key) => compact?.Find(key) is { } list ? [.. list.Items.Select(i => (float)i.Double())] : null;
        return new PoseSpec
        {
            Convention = convention,
            Rotation6dMean = Floats("rotation_6d_mean") ?? Rotation6dMean,
            Rotation6dStd = Floats("rotation_6d_std") ?? Rotation6dStd,
            SceneScale = (float)(compact?.Find("scene_scale")?.Double() ?? 1),
            SceneShift = Floats("scene_shift") ?? [0, 0, 0],
        };
    }

    /// <summary>Reads voxel sizes and pruning.</summary>
    public static StructureSpec ReadStructure(ConfigNode pipeline, StructureAutoencoderConfig decoder) => new()
    {
        Resolution = decoder.InputResolution << (decoder.Channels.Count - 1),
        LatentResolution = decoder.InputResolution,
        Threshold = (float)(pipeline.Find("compact")?.Find("occupancy_threshold")?.Double() ?? 0),
        PruneDistance = pipeline.Find("downsample_ss_dist")?.Size(min: 0) ?? 0,
    };

    /// <summary>Cells of the shape latent along an axis.</summary>
    public static int ReadLatentResolution(ConfigNode generator)
    {
        ConfigNode position = generator["module"]["generator"]["backbone"]["reverse_fn"]["backbone"]["latent_mapping"][ShapeLatent]["pos_embedder"];
        return position["resolution"].Size() / (position.Find("patch_size")?.Size() ?? 1);
    }

    private static FlowLatentConfig ReadLatent(string name, ConfigNode node)
    {
        ConfigNode position = node["pos_embedder"];
        int tokens;
        if (position.TargetName() == "ShapePositionEmbedder")
        {
            int resolution = position["resolution"].Size() / (position.Find("patch_size")?.Size() ?? 1);
            tokens = resolution <= MaxLatentResolution
                ? resolution * resolution * resolution
                : throw position.Refuse($"a resolution of {resolution} is too large; expected at most {MaxLatentResolution}");
        }
        else
        {
            tokens = position["token_len"].Size();
        }

        return new FlowLatentConfig(name, tokens, node["in_channels"].Size());
    }
}

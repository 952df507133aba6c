using Sam3D.Bundles;
using Sam3D.Networks;
using Sam3D.Placement;

namespace Sam3D.Conversion;

/// <summary>
/// Reads the geometry stage of an official checkpoint folder: <c>pipeline.yaml</c>, the generator's and the structure decoder's YAML. Defaults
/// are those of the official <c>InferencePipeline</c> class.
/// </summary>
internal static class GeneratorConfig
{
    private const double MaxLength = 1e9;
    private const int MaxLatentResolution = 256;
    private const int MaxDecoderLevels = 10;
    private const double MaxMlpRatio = 64;
    public const string ShapeLatent = "shape", RotationLatent = "6drotation_normalized", TranslationLatent = "translation", ScaleLatent = "scale",
        TranslationScaleLatent = "translation_scale";

    // Latents of the pose, by their channels.
    private static readonly (string Name, int Channels)[] LayoutLatents =
        [(RotationLatent, 6), (TranslationLatent, 3), (ScaleLatent, 3), (TranslationScaleLatent, 1)];

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
            NumHeads = node.Find("num_heads")?.Size() ?? Math.Max(1, width / (node.Find("num_head_channels")?.Size() ?? 64)),
            MlpHidden = (int)(width * (node.Find("mlp_ratio")?.Number(1.0 / width, MaxMlpRatio) ?? 4)),
            QkRmsNorm = node.Find("qk_rms_norm")?.Bool() ?? false,
            ShareModulation = node.Find("share_mod")?.Bool() ?? false,
            IsShortcutModel = node.Find("is_shortcut_model")?.Bool() ?? false,
            Latents = [.. node["latent_mapping"].Members.Select(m => ReadLatent(m.Key, m.Value))],
            SharedStreams = node.Find("latent_share_transformer")?.Members.ToDictionary(
                m => m.Key, m => (IReadOnlyList<string>)[.. m.Value.Several().Select(i => i.String())], StringComparer.Ordinal) ?? [],
        };
        if (width % config.NumHeads != 0)
        {
            throw node.Refuse($"model_channels {width} is not a multiple of the {config.NumHeads} heads; correct one of them");
        }

        string[] shared = [.. config.SharedStreams.SelectMany(s => s.Value)];
        foreach (string name in shared)
        {
            if (!config.Latents.Any(l => l.Name == name))
            {
                throw node["latent_share_transformer"].Refuse($"{Wording.Quote(name)} is no latent of latent_mapping; correct its name");
            }
        }

        if (shared.Distinct(StringComparer.Ordinal).Count() < shared.Length)
        {
            throw node["latent_share_transformer"].Refuse("a latent stands twice; keep it in one stream");
        }

        foreach ((string name, int channels) in LayoutLatents)
        {
            ConfigNode latent = node["latent_mapping"][name];
            FlowLatentConfig found = config.Latents.First(l => l.Name == name);
            if (found.Tokens != 1 || found.Channels != channels)
            {
                throw latent.Refuse($"expected 1 token of {channels} channels for a pose, got {found.Tokens} of {found.Channels}; correct it");
            }
        }

        return config;
    }

    /// <summary>Reads the structure decoder's sizes.</summary>
    /// <param name="node">The decoder's YAML.</param>
    /// <param name="latentResolution">Cells of the shape latent along an axis.</param>
    /// <param name="latentChannels">Channels of the shape latent.</param>
    public static StructureAutoencoderConfig ReadDecoder(ConfigNode node, int latentResolution, int latentChannels)
    {
        node.RequireTarget("SparseStructureDecoderTdfyWrapper");
        if (node.Find("norm_type") is { } norm && norm.String() != "layer")
        {
            throw norm.Unsupported($"the norm '{norm.String()}'");
        }

        if (node["latent_channels"].Size() != latentChannels)
        {
            throw node["latent_channels"].Refuse($"expected the {latentChannels} channels of the generator's shape latent, got {node["latent_channels"].Int()}; use the files of one checkpoint");
        }

        // Each level after the first doubles the resolution.
        IReadOnlyList<ConfigNode> channels = node["channels"].Several();
        if (channels.Count > MaxDecoderLevels || latentResolution << (channels.Count - 1) > BundleLimits.Resolution)
        {
            throw node["channels"].Refuse(
                $"{channels.Count} levels on {latentResolution} latent cells make more than {BundleLimits.Resolution} cells along an axis; correct the list");
        }

        return new StructureAutoencoderConfig
        {
            LatentChannels = latentChannels,
            VoxelChannels = node["out_channels"].Size(max: 1),
            Channels = [.. channels.Select(c => c.Size())],
            ResBlocks = node["num_res_blocks"].Size(min: 0),
            MiddleResBlocks = node.Find("num_res_blocks_middle")?.Size(min: 0) ?? 2,
            InputResolution = latentResolution,
        };
    }

    /// <summary>Reads the structure encoder's sizes.</summary>
    /// <param name="node">The encoder's YAML.</param>
    /// <param name="decoder">The decoder whose voxels it takes and whose latents it makes.</param>
    public static StructureAutoencoderConfig ReadEncoder(ConfigNode node, StructureAutoencoderConfig decoder)
    {
        node.RequireTarget("SparseStructureEncoderTdfyWrapper");
        var config = new StructureAutoencoderConfig
        {
            LatentChannels = node["latent_channels"].Size(),
            VoxelChannels = node["in_channels"].Size(max: 1),
            Channels = [.. node["channels"].Several().Select(c => c.Size())],
            ResBlocks = node["num_res_blocks"].Size(min: 0),
            MiddleResBlocks = node.Find("num_res_blocks_middle")?.Size(min: 0) ?? 2,
            InputResolution = decoder.InputResolution << (decoder.Channels.Count - 1), // it takes what the decoder makes
        };
        return config.LatentChannels == decoder.LatentChannels && config.Channels.Count == decoder.Channels.Count
            ? config
            : throw node.Refuse(
                $"expected {decoder.LatentChannels} latent_channels and {decoder.Channels.Count} levels of channels as the structure decoder has, got {config.LatentChannels} and {config.Channels.Count}; use the files of one checkpoint");
    }

    /// <summary>Reads how the flow is sampled.</summary>
    public static SamplingSpec ReadSampling(ConfigNode pipeline, ConfigNode generator) =>
        SamplingConfig.Geometry.Read(pipeline, generator["module"]["generator"]["backbone"]);

    /// <summary>Reads the pose convention, and the scene's scale and shift where the model states its own.</summary>
    public static PoseSpec ReadPose(ConfigNode pipeline, ConfigNode generator)
    {
        ConfigNode convention = pipeline.Find("pose_decoder_name") ?? generator["module"]["pose_target_convention"];
        if (convention.String() != PoseDecoder.ScaleShiftInvariant)
        {
            throw convention.Unsupported($"the pose convention {Wording.Quote(convention.String())}");
        }

        ConfigNode? compact = pipeline.Find("compact");
        return new PoseSpec
        {
            Convention = PoseDecoder.ScaleShiftInvariant,
            Rotation6dMean = compact?.Find("rotation_6d_mean")?.Numbers(6, -1e6, 1e6) ?? Rotation6dMean,
            Rotation6dStd = compact?.Find("rotation_6d_std")?.Numbers(6, 1e-6, 1e6) ?? Rotation6dStd,
            SceneScale = (float)(compact?.Find("scene_scale")?.Number(1e-6, MaxLength) ?? 1),
            SceneShift = compact?.Find("scene_shift")?.Numbers(3, -MaxLength, MaxLength) ?? [0, 0, 0],
        };
    }

    /// <summary>Reads voxel sizes and pruning.</summary>
    public static StructureSpec ReadStructure(ConfigNode pipeline, StructureAutoencoderConfig decoder) => new()
    {
        Resolution = decoder.InputResolution << (decoder.Channels.Count - 1),
        LatentResolution = decoder.InputResolution,
        Threshold = (float)(pipeline.Find("compact")?.Find("occupancy_threshold")?.Number(-1e6, 1e6) ?? 0),
        PruneDistance = pipeline.Find("downsample_ss_dist")?.Size(min: 0, max: BundleLimits.Resolution) ?? 0,
    };

    /// <summary>Cells of the shape latent along an axis.</summary>
    public static int ReadLatentResolution(ConfigNode generator)
    {
        ConfigNode position = generator["module"]["generator"]["backbone"]["reverse_fn"]["backbone"]["latent_mapping"][ShapeLatent]["pos_embedder"];
        return Resolution(position);
    }

    private static int Resolution(ConfigNode position)
    {
        int resolution = position["resolution"].Size(max: MaxLatentResolution), patch = position.Find("patch_size")?.Size() ?? 1;
        return resolution % patch == 0
            ? resolution / patch
            : throw position.Refuse($"resolution {resolution} is not a multiple of patch_size {patch}; correct one of them");
    }

    private static FlowLatentConfig ReadLatent(string name, ConfigNode node)
    {
        ConfigNode position = node["pos_embedder"];
        int tokens;
        if (position.TargetName() == "ShapePositionEmbedder")
        {
            int resolution = Resolution(position);
            tokens = resolution * resolution * resolution;
        }
        else
        {
            tokens = position["token_len"].Size();
        }

        return new FlowLatentConfig(name, tokens, node["in_channels"].Size());
    }
}

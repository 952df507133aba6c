using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Converts the geometry stage of an official checkpoint folder to a model bundle: condition encoder, geometry flow and structure
/// decoder. Only tensors that the networks ask for are read, one at a time.
/// </summary>
public static class CheckpointConverter
{
    internal const string GeneratorPrefix = "_base_models.generator.";
    internal const string ConditionPrefix = "_base_models.condition_embedder.";
    private const string BackboneScope = "reverse_fn.backbone";
    private const int RgbChannels = 3;
    private const int MaskChannels = 1;

    /// <summary>Converts a checkpoint folder.</summary>
    /// <param name="checkpointFolder">The folder with <c>pipeline.yaml</c> and the files that it names.</param>
    /// <param name="bundleFolder">The folder to make; new, empty, or an older bundle with <see cref="ConversionOptions.Overwrite"/>.</param>
    /// <param name="options">Name, licence and layout; <see langword="null"/> takes the defaults.</param>
    /// <param name="progress">Told about every graph; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured between tensors; nothing is left behind.</param>
    /// <returns>The manifest of the bundle.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="CheckpointException">The checkpoint or its configuration cannot be used.</exception>
    /// <exception cref="ExportException">The bundle cannot be written.</exception>
    public static BundleManifest Convert(
        string checkpointFolder,
        string bundleFolder,
        ConversionOptions? options = null,
        IProgress<ConversionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpointFolder);
        ArgumentException.ThrowIfNullOrEmpty(bundleFolder);
        options ??= new ConversionOptions();
        options.Validate();

        // 1. Configuration
        CheckpointFolder folder = CheckpointFolder.Open(checkpointFolder);
        ConfigNode generator = folder.Config("ss_generator_config_path");
        ConfigNode preprocessor = folder.Pipeline.Find("ss_preprocessor") ?? generator["tdfy"]["val_preprocessor"];
        PreprocessingRecipe recipe = PreprocessorConfig.Read(preprocessor);
        ConditionEncoderConfig condition = ConditionConfig.Read(generator["module"]["condition_embedder"]["backbone"]);
        GeometryFlowConfig flow = GeneratorConfig.ReadFlow(generator, condition.Tokens);
        if (flow.ConditionChannels != condition.Width)
        {
            throw generator["module"].Refuse(
                $"the flow takes conditions of {flow.ConditionChannels} channels (cond_channels), the condition embedder makes {condition.Width}; correct one of them");
        }

        StructureAutoencoderConfig decoder = GeneratorConfig.ReadDecoder(
            folder.Config("ss_decoder_config_path"),
            GeneratorConfig.ReadLatentResolution(generator),
            flow.Latents.First(l => l.Name == GeneratorConfig.ShapeLatent).Channels);
        SamplingSpec sampling = GeneratorConfig.ReadSampling(folder.Pipeline, generator);
        StructureSpec structure = GeneratorConfig.ReadStructure(folder.Pipeline, decoder);
        PoseSpec pose = GeneratorConfig.ReadPose(folder.Pipeline, generator);
        RefinementConverter? refinement = RefinementConverter.Read(folder, structure.Resolution);
        string name = options.Name ?? ModelName(folder);

        // 2. Graphs
        using var writer = new BundleWriter(bundleFolder, options);
        int stages = condition.Embedders.Count + 2 + (refinement?.Stages ?? 0), finished = 0;
        void Report(string stage) => progress?.Report(new ConversionProgress(stage, finished, stages));
        void Write(string stage, ICheckpoint checkpoint, Action<OnnxGraphBuilder> record)
        {
            Report(stage);
            cancellationToken.ThrowIfCancellationRequested();
            var builder = new OnnxGraphBuilder(stage, checkpoint);
            record(builder);
            writer.WriteStage(stage, builder, cancellationToken);
            finished++;
        }

        using (ICheckpoint checkpoint = folder.Checkpoint("ss_generator_ckpt_path"))
        {
            string file = Path.GetFileName(folder.FileOf("ss_generator_ckpt_path"));
            CheckpointView encoder = CheckpointView.Create(checkpoint, ConditionPrefix, file);
            for (int i = 0; i < condition.Embedders.Count; i++)
            {
                int index = i;
                Write(EncoderStage(i), encoder, b => RecordEncoder(b, condition, index, recipe, preprocessor));
            }

            Write(BundleManifest.GeometryFlowStage, CheckpointView.Create(checkpoint, GeneratorPrefix, file), b => RecordFlow(b, flow));
        }

        using (ICheckpoint checkpoint = folder.Checkpoint("ss_decoder_ckpt_path"))
        {
            CheckpointView view = CheckpointView.Create(checkpoint, "", Path.GetFileName(folder.FileOf("ss_decoder_ckpt_path")));
            Write(BundleManifest.StructureDecoderStage, view, b => RecordDecoder(b, decoder, structure));
        }

        refinement?.Write(Write);

        // 3. Manifest
        var manifest = new BundleManifest
        {
            Format = BundleManifest.CurrentFormat,
            Name = name,
            Licence = options.Licence,
            Origin = options.Origin,
            Camera = new CameraSpec(options.FieldOfViewDegrees),
            Preprocessing = recipe,
            Condition = new ConditionSpec
            {
                Width = condition.Width,
                Encoders =
                [
                    .. condition.Embedders.Select((e, i) =>
                        new ConditionEncoderSpec(EncoderStage(i), [.. e.Inputs.Select(n => n.Name)], e.OutputTokens)),
                ],
            },
            Sampling = sampling,
            Latents = [.. flow.Latents.Select(l => new LatentSpec(l.Name, l.Tokens, l.Channels))],
            Structure = structure,
            Pose = pose,
            Refinement = refinement?.Spec,
            Stages = writer.Stages,
            Files = writer.Files,
        };
        writer.Complete(manifest);
        Report("");
        return manifest;
    }

    /// <summary>Records the geometry flow with the inputs and outputs that the runtime expects.</summary>
    internal static void RecordFlow(OnnxGraphBuilder builder, GeometryFlowConfig config)
    {
        GraphValue[] latents = [.. config.Latents.Select(l => builder.Input("x." + l.Name, -1, l.Tokens, l.Channels))];
        GraphValue t = builder.Input("t", 1);
        GraphValue? d = config.IsShortcutModel ? builder.Input("d", 1) : null;
        GraphValue condition = builder.Input("condition", -1, config.ConditionTokens, config.ConditionChannels);
        GraphValue[] velocities = GeometryFlow.Apply(
            new ParameterScope<GraphValue>(builder)[BackboneScope], config, latents, t, d, condition);
        foreach ((FlowLatentConfig latent, GraphValue velocity) in config.Latents.Zip(velocities))
        {
            builder.Output("v." + latent.Name, velocity, -1, latent.Tokens, latent.Channels);
        }
    }

    /// <summary>Records one embedder of the condition encoder.</summary>
    internal static void RecordEncoder(OnnxGraphBuilder builder, ConditionEncoderConfig config, int index, int channels, int size)
    {
        EmbedderConfig embedder = config.Embedders[index];
        int count = embedder.Inputs.Count;
        GraphValue inputs = builder.Input("inputs", count, channels, size, size);
        GraphValue tokens = ConditionEncoder.Apply(new ParameterScope<GraphValue>(builder), config, index, inputs, size, size);
        builder.Output("tokens", tokens, count, embedder.OutputTokens, config.Width);
    }

    /// <summary>Records the structure decoder.</summary>
    internal static void RecordDecoder(OnnxGraphBuilder builder, StructureAutoencoderConfig config, StructureSpec structure)
    {
        int r = config.InputResolution;
        GraphValue latent = builder.Input("latent", -1, r * r * r, config.LatentChannels);
        GraphValue logits = StructureDecoder.Apply(new ParameterScope<GraphValue>(builder), config, latent);
        builder.Output("logits", logits, -1, config.VoxelChannels, structure.Resolution, structure.Resolution, structure.Resolution);
    }

    /// <summary>Records one embedder for pictures of the size that a recipe makes.</summary>
    internal static void RecordEncoder(
        OnnxGraphBuilder builder, ConditionEncoderConfig config, int index, PreprocessingRecipe recipe, ConfigNode preprocessor)
    {
        EmbedderConfig embedder = config.Embedders[index];
        bool masks = embedder.Inputs.All(i => i.Name.EndsWith("mask", StringComparison.Ordinal));
        IReadOnlyList<PictureTransform> transforms = embedder.PointPatch is not null ? recipe.PointMap : masks ? recipe.Mask : recipe.Image;
        RecordEncoder(builder, config, index, masks ? MaskChannels : RgbChannels, PreprocessorConfig.OutputSize(transforms, preprocessor));
    }

    private static string ModelName(CheckpointFolder folder)
    {
        if (folder.Pipeline.Find("version") is not { } version)
        {
            return Path.GetFileName(folder.Path);
        }

        string name = version.String();
        return name.Length is > 0 and <= BundleLimits.TextLength && !name.Any(char.IsControl)
            ? name
            : throw version.Refuse($"expected 1 to {BundleLimits.TextLength} characters in one line; shorten it");
    }

    private static string EncoderStage(int index) => $"condition_encoder_{index}";
}

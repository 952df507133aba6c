using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Converts an official checkpoint folder to a model bundle: condition encoders, geometry flow and structure decoder and, where <c>pipeline.yaml</c> names
/// them, the flow of texture and refinement and its decoders. Only tensors that the networks ask for are read, one at a time.
/// </summary>
public static class CheckpointConverter
{
    internal const string GeneratorPrefix = "_base_models.generator.";
    internal const string ConditionPrefix = "_base_models.condition_embedder.";
    private const int GeometryGraphCount = 4;

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

        // 2. A file that is missing or cut short is told before minutes of work.
        string? depthModel = folder.DepthModel;
        foreach (string key in (IEnumerable<string>)["ss_generator_ckpt_path", "ss_decoder_ckpt_path", .. refinement?.CheckpointKeys ?? []])
        {
            folder.Checkpoint(key).Dispose();
        }

        if (depthModel is not null)
        {
            PyTorchFile.Open(depthModel).Dispose();
        }

        // 3. Graphs
        using var writer = new BundleWriter(bundleFolder, options);
        int graphs = ConditionConverter.GraphCount(condition) + GeometryGraphCount + (refinement?.GraphCount ?? 0) + (depthModel is null ? 0 : 1);
        var stages = new StageWriter(writer, progress, graphs, cancellationToken);
        var conditions = new ConditionConverter(stages);
        ConditionSpec conditionSpec;
        using (ICheckpoint checkpoint = folder.Checkpoint("ss_generator_ckpt_path"))
        {
            string file = Path.GetFileName(folder.FileOf("ss_generator_ckpt_path"));
            conditionSpec = conditions.Write(
                CheckpointView.Create(checkpoint, ConditionPrefix, file), condition, recipe, preprocessor, "condition_encoder");
            CheckpointView weights = CheckpointView.Create(checkpoint, GeneratorPrefix, file);
            stages.Write(BundleManifest.GeometryModulationStage, weights, b => GeometryGraphs.RecordModulation(b, flow));
            stages.Write(BundleManifest.GeometryContextStage, weights, b => GeometryGraphs.RecordContext(b, flow));
            stages.Write(BundleManifest.GeometryFlowStage, weights, b => GeometryGraphs.RecordFlow(b, flow));
        }

        using (ICheckpoint checkpoint = folder.Checkpoint("ss_decoder_ckpt_path"))
        {
            CheckpointView view = CheckpointView.Create(checkpoint, "", Path.GetFileName(folder.FileOf("ss_decoder_ckpt_path")));
            stages.Write(BundleManifest.StructureDecoderStage, view, b => GeometryGraphs.RecordDecoder(b, decoder, structure));
        }

        RefinementSpec? refinementSpec = refinement?.Write(stages, conditions);
        DepthSpec? depth = depthModel is null ? null : MogeConverter.Write(depthModel, stages);

        // 4. Manifest
        var manifest = new BundleManifest
        {
            Format = BundleManifest.CurrentFormat,
            Name = name,
            Licence = options.Licence,
            Origin = options.Origin,
            Camera = new CameraSpec(options.FieldOfViewDegrees),
            Preprocessing = recipe,
            Condition = conditionSpec,
            Sampling = sampling,
            Latents = [.. flow.Latents.Select(l => new LatentSpec(l.Name, l.Tokens, l.Channels))],
            Structure = structure,
            Pose = pose with { Refine = options.RefineLayout },
            Refinement = refinementSpec,
            Depth = depth,
            Stages = writer.Stages,
            Files = writer.Files,
        };
        writer.Complete(manifest);
        stages.Complete();
        return manifest;
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
}

using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>The networks of <c>ss_generator</c>, condition encoder and geometry flow, on batches.</summary>
internal sealed class GeometryNetworks
{
    /// <summary>Name of the file with weights.</summary>
    public const string FileName = "ss_generator";

    private const string FlowScope = CheckpointConverter.GeneratorPrefix + "reverse_fn.backbone";

    // Steps of the flow itself, where the start is a distilled one.
    private readonly int? _flowSteps;

    public GeometryNetworks(ModelFolder folder)
    {
        ConfigNode generator = folder.Config(FileName);
        Condition = new ConditionNetworks(generator["module"]["condition_embedder"]["backbone"]);
        Flow = GeneratorConfig.ReadFlow(generator, Condition.Config.Tokens);
        Objective = FlowObjective.Read(generator["module"]["generator"]["backbone"], Flow.Latents.Select(l => l.Name));
        Sampling = GeneratorConfig.ReadSampling(folder.Pipeline, generator);
        Pose = GeneratorConfig.ReadPose(folder.Pipeline, generator);
        Recipe = PreprocessorConfig.Read(folder.Pipeline.Find("ss_preprocessor") ?? generator["tdfy"]["val_preprocessor"]);
        LatentResolution = GeneratorConfig.ReadLatentResolution(generator);
        _flowSteps = folder.Pipeline.Find("ss_shortcut")?.Bool() == true ? generator["module"]["generator"]["backbone"]["inference_steps"].Int() : null;
    }

    /// <summary>The condition encoder.</summary>
    public ConditionNetworks Condition { get; }

    /// <summary>Sizes of the flow.</summary>
    public GeometryFlowConfig Flow { get; }

    /// <summary>Times, weights of the latents, and how often the condition is dropped.</summary>
    public FlowObjective Objective { get; }

    /// <summary>How the flow is sampled.</summary>
    public SamplingSpec Sampling { get; }

    /// <summary>Convention and statistics of the layout latents.</summary>
    public PoseSpec Pose { get; }

    /// <summary>What is done to photographs.</summary>
    public Imaging.PreprocessingRecipe Recipe { get; }

    /// <summary>Cells of the shape latent along an axis.</summary>
    public int LatentResolution { get; }

    /// <summary>Place of the shape among the latents.</summary>
    public int ShapeIndex => Flow.Latents.ToList().FindIndex(l => l.Name == GeneratorConfig.ShapeLatent);

    /// <summary>Adds all parameters to a store.</summary>
    /// <param name="folder">Where they are read from.</param>
    /// <param name="store">Receives them.</param>
    /// <param name="seed">Seed of initial values.</param>
    /// <param name="trainCondition">Whether the condition encoder is trained.</param>
    /// <param name="trainFlow">Whether the flow is trained.</param>
    /// <param name="storeAs">The file under which the store has them.</param>
    /// <param name="layoutOnly">Of the flow, whether the layout's own parameters alone are trained. The shape does not see the layout, so that it stays what it is.</param>
    public void Fill(ModelFolder folder, ParameterStore store, ulong seed, bool trainCondition, bool trainFlow = true, string storeAs = FileName, bool layoutOnly = false)
    {
        ShapeOps shapes = NetworkShapes.GeometryFlow(
            NetworkShapes.Condition(new ShapeOps(), CheckpointConverter.ConditionPrefix.TrimEnd('.'), Condition.Config), FlowScope, Flow);
        folder.Fill(
            store,
            FileName,
            shapes,
            seed,
            name => ConditionNetworks.Owns(name) ? trainCondition : trainFlow && (!layoutOnly || IsOfLayout(name)),
            storeAs: storeAs);
    }

    /// <summary>Whether a parameter of the flow is one latent's or stream's other than the shape's; those of times and modulations are common to all.</summary>
    private bool IsOfLayout(string name)
    {
        IEnumerable<string> owners = Flow.Latents.Select(l => l.Name).Concat(Flow.SharedStreams.Keys).Where(n => n != GeneratorConfig.ShapeLatent);
        return name.Split('.').Intersect(owners, StringComparer.Ordinal).Any();
    }

    /// <summary>Writes the weights as those of a flow that is followed in small steps. A distilled start has been trained on without large ones: its <c>pipeline.yaml</c> no longer asks for them.</summary>
    /// <param name="model">Where they came from.</param>
    /// <param name="folder">The checkpoint folder to write into.</param>
    /// <param name="store">The weights.</param>
    public void ExportFlow(ModelFolder model, string folder, ParameterStore store)
    {
        model.Export(folder, FileName, store);
        if (_flowSteps is { } steps)
        {
            PipelineFile.Set(folder, ("ss_shortcut", "false"), ("ss_inference_steps", $"{steps}"));
        }
    }

    /// <summary>Velocities of all latents.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="latents">[B, tokens, channels] each.</param>
    /// <param name="times">[B], 0 to 1.</param>
    /// <param name="stepSizes">[B], 0 to 1; 0 where the flow is followed itself.</param>
    /// <param name="condition">[B, L, C].</param>
    public torch.Tensor[] Velocity(TorchParameterSource parameters, torch.Tensor[] latents, torch.Tensor times, torch.Tensor stepSizes, torch.Tensor condition) =>
        GeometryFlow.ApplyPerSample(
            new ParameterScope<torch.Tensor>(new TorchOps(parameters), FlowScope),
            Flow,
            latents,
            times.Times(Sampling.TimeScale),
            Flow.IsShortcutModel ? stepSizes.Times(Sampling.TimeScale) : null,
            condition);
}

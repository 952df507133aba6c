using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>The networks of <c>slat_generator</c>, condition encoder and flow over voxels.</summary>
internal sealed class TextureNetworks
{
    /// <summary>Name of the file with weights.</summary>
    public const string FileName = "slat_generator";

    private const string FlowScope = CheckpointConverter.GeneratorPrefix + "reverse_fn.backbone";

    public TextureNetworks(ModelFolder folder)
    {
        ConfigNode generator = folder.Config(FileName), sampler = generator["module"]["generator"]["backbone"];
        Condition = new ConditionNetworks(generator["module"]["condition_embedder"]["backbone"]);
        Flow = TextureFlowConfig.Read(generator, new StructureNetworks(folder).Encoder.InputResolution);
        Objective = FlowObjective.Read(sampler, ["latents"]);
        Sampling = SamplingConfig.Texture.Read(folder.Pipeline, sampler);
        (Mean, Std) = TextureFlowConfig.ReadStatistics(folder.Pipeline, Flow.OutChannels);
        Recipe = PreprocessorConfig.Read(folder.Pipeline["slat_preprocessor"]);
    }

    /// <summary>The condition encoder.</summary>
    public ConditionNetworks Condition { get; }

    /// <summary>Sizes of the flow.</summary>
    public StructuredLatentFlowConfig Flow { get; }

    /// <summary>Times, and how often the condition is dropped.</summary>
    public FlowObjective Objective { get; }

    /// <summary>How the flow is sampled.</summary>
    public SamplingSpec Sampling { get; }

    /// <summary>Mean of the latents, one number a channel.</summary>
    public float[] Mean { get; }

    /// <summary>Standard deviation of the latents, one number a channel.</summary>
    public float[] Std { get; }

    /// <summary>What is done to photographs.</summary>
    public Imaging.PreprocessingRecipe Recipe { get; }

    /// <summary>Adds all parameters to a store. A condition encoder that has no weights yet begins as the geometry's where their tensors have one shape: both see the same pictures.</summary>
    public void Fill(ModelFolder folder, ParameterStore store, ulong seed, bool trainCondition)
    {
        ShapeOps shapes = NetworkShapes.StructuredLatentFlow(
            NetworkShapes.Condition(new ShapeOps(), CheckpointConverter.ConditionPrefix.TrimEnd('.'), Condition.Config), FlowScope, Flow);
        using ICheckpoint? geometry = folder.TryOpen(GeometryNetworks.FileName);
        folder.Fill(
            store,
            FileName,
            shapes,
            seed,
            name => trainCondition || !ConditionNetworks.Owns(name),
            (name, shape) => ConditionNetworks.Owns(name) && geometry is not null && geometry.Tensors.TryGetValue(name, out CheckpointTensor? tensor) && tensor.Shape.SequenceEqual(shape)
                ? geometry.ReadSingle(name)
                : null);
    }

    /// <summary>The velocity of one object.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="x">[N, channels], normalised.</param>
    /// <param name="time">0 to 1.</param>
    /// <param name="condition">[L, C].</param>
    /// <param name="levels">Voxels.</param>
    public torch.Tensor Velocity(TorchParameterSource parameters, torch.Tensor x, float time, torch.Tensor condition, SparseLevels<torch.Tensor> levels) =>
        StructuredLatentFlow.Apply(
            new ParameterScope<torch.Tensor>(new TorchOps(parameters), FlowScope),
            Flow,
            x,
            AlignedTensor.Create([(float)(time * Sampling.TimeScale)]),
            null,
            condition,
            levels);
}

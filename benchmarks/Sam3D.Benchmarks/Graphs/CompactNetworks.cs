using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.TestKit;
using Sam3D.TestKit.Counting;

namespace Sam3D.Benchmarks;

/// <summary>Sizes of the networks of compact-stage1, and what they cost.</summary>
internal static class CompactNetworks
{
    private static readonly CheckpointFolder Folder =
        CheckpointFolder.Open(CompactStage1.Checkpoint);

    private static readonly ConfigNode Generator = Folder.Config("ss_generator_config_path");

    public static GeometryFlowConfig Flow { get; } = GeneratorConfig.ReadFlow(
        Generator, ConditionConfig.Read(Generator["module"]["condition_embedder"]["backbone"]).Tokens);

    public static StructureAutoencoderConfig Decoder { get; } = GeneratorConfig.ReadDecoder(
        Folder.Config("ss_decoder_config_path"),
        GeneratorConfig.ReadLatentResolution(Generator),
        Flow.Latents.First(l => l.Name == GeneratorConfig.ShapeLatent).Channels);

    /// <summary>Counts one evaluation of a geometry flow: one branch, or both of them.</summary>
    public static ShapeOps CountFlow(GeometryFlowConfig config, int batch) => FlowCounts.Evaluation(config, batch);

    /// <summary>Counts one run of a structure decoder.</summary>
    public static ShapeOps CountDecoder(StructureAutoencoderConfig config)
    {
        var counter = new ShapeOps();
        int tokens = config.InputResolution * config.InputResolution * config.InputResolution;
        StructureDecoder.Apply(new ParameterScope<TensorShape>(counter), config, new TensorShape(1, tokens, config.LatentChannels));
        return counter;
    }
}

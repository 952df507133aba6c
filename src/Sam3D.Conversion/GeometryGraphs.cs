using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Records the graphs of the geometry stage with the inputs and outputs that <see cref="BundleManifest"/> describes.</summary>
internal static class GeometryGraphs
{
    private const string BackboneScope = "reverse_fn.backbone";

    /// <summary>The modulations of all times of a run.</summary>
    public static void RecordModulation(OnnxGraphBuilder builder, GeometryFlowConfig config)
    {
        GraphValue t = builder.Input("t", -1);
        GraphValue? d = config.IsShortcutModel ? builder.Input("d", 1) : null;
        builder.Output("modulation", CachedGeometryFlow.Modulation(Scope(builder), config, t, d), -1, CachedGeometryFlow.ModulationSize(config));
    }

    /// <summary>The cross-attention's keys and values, one pair a block.</summary>
    public static void RecordContext(OnnxGraphBuilder builder, GeometryFlowConfig config)
    {
        IReadOnlyList<AttentionContext<GraphValue>> context = CachedGeometryFlow.Context(Scope(builder), config, Condition(builder, config));
        for (int i = 0; i < context.Count; i++)
        {
            builder.Output($"k.{i}", context[i].Keys, 1, config.ConditionTokens, config.ModelChannels);
            builder.Output($"v.{i}", context[i].Values, 1, config.ConditionTokens, config.ModelChannels);
        }
    }

    /// <summary>The velocity of one step.</summary>
    public static void RecordFlow(OnnxGraphBuilder builder, GeometryFlowConfig config)
    {
        GraphValue[] latents = [.. config.Latents.Select(l => builder.Input("x." + l.Name, -1, l.Tokens, l.Channels))];
        GraphValue modulation = builder.Input("modulation", CachedGeometryFlow.ModulationSize(config));
        GraphValue condition = Condition(builder, config);
        AttentionContext<GraphValue>[] context =
        [
            .. Enumerable.Range(0, config.NumBlocks).Select(i => new AttentionContext<GraphValue>(
                builder.Input($"k.{i}", 1, config.ConditionTokens, config.ModelChannels),
                builder.Input($"v.{i}", 1, config.ConditionTokens, config.ModelChannels))),
        ];
        WriteVelocities(builder, config, CachedGeometryFlow.Apply(Scope(builder), config, latents, modulation, context, condition));
    }

    /// <summary>The flow in its plain form, as the official code executes it: the reference for tests and benchmarks, in no bundle.</summary>
    public static void RecordPlainFlow(OnnxGraphBuilder builder, GeometryFlowConfig config)
    {
        GraphValue[] latents = [.. config.Latents.Select(l => builder.Input("x." + l.Name, -1, l.Tokens, l.Channels))];
        GraphValue t = builder.Input("t", 1);
        GraphValue? d = config.IsShortcutModel ? builder.Input("d", 1) : null;
        GraphValue condition = builder.Input("condition", -1, config.ConditionTokens, config.ConditionChannels);
        WriteVelocities(builder, config, GeometryFlow.Apply(Scope(builder), config, latents, t, d, condition));
    }

    /// <summary>The structure decoder.</summary>
    public static void RecordDecoder(OnnxGraphBuilder builder, StructureAutoencoderConfig config, StructureSpec structure)
    {
        int r = config.InputResolution;
        GraphValue latent = builder.Input("latent", -1, r * r * r, config.LatentChannels);
        GraphValue logits = StructureDecoder.Apply(new ParameterScope<GraphValue>(builder), config, latent);
        builder.Output("logits", logits, -1, config.VoxelChannels, structure.Resolution, structure.Resolution, structure.Resolution);
    }

    private static ParameterScope<GraphValue> Scope(OnnxGraphBuilder builder) => new ParameterScope<GraphValue>(builder)[BackboneScope];

    private static GraphValue Condition(OnnxGraphBuilder builder, GeometryFlowConfig config) =>
        builder.Input("condition", 1, config.ConditionTokens, config.ConditionChannels);

    private static void WriteVelocities(OnnxGraphBuilder builder, GeometryFlowConfig config, GraphValue[] velocities)
    {
        foreach ((FlowLatentConfig latent, GraphValue velocity) in config.Latents.Zip(velocities))
        {
            builder.Output("v." + latent.Name, velocity, -1, latent.Tokens, latent.Channels);
        }
    }
}

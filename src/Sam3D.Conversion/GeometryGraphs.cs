using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Records the graphs of the geometry stage with the inputs and outputs that <see cref="BundleManifest"/> describes.</summary>
internal static class GeometryGraphs
{
    private const string BackboneScope = "reverse_fn.backbone";

    /// <summary>The modulations of all times of a run.</summary>
    public static void RecordModulation<T>(INetworkBuilder<T> builder, GeometryFlowConfig config)
        where T : class
    {
        T t = builder.Input("t", -1);
        T? d = config.IsShortcutModel ? builder.Input("d", 1) : null;
        builder.Output("modulation", CachedGeometryFlow.Modulation(Scope(builder), config, t, d), -1, CachedGeometryFlow.ModulationSize(config));
    }

    /// <summary>The cross-attention's keys and values, one pair a block.</summary>
    public static void RecordContext<T>(INetworkBuilder<T> builder, GeometryFlowConfig config)
        where T : class
    {
        IReadOnlyList<AttentionContext<T>> context = CachedGeometryFlow.Context(Scope(builder), config, Condition(builder, config));
        for (int i = 0; i < context.Count; i++)
        {
            builder.Output($"k.{i}", context[i].Keys, 1, config.ConditionTokens, config.ModelChannels);
            builder.Output($"v.{i}", context[i].Values, 1, config.ConditionTokens, config.ModelChannels);
        }
    }

    /// <summary>The velocity of one step.</summary>
    public static void RecordFlow<T>(INetworkBuilder<T> builder, GeometryFlowConfig config)
        where T : class
    {
        T[] latents = [.. config.Latents.Select(l => builder.Input("x." + l.Name, -1, l.Tokens, l.Channels))];
        T modulation = builder.Input("modulation", CachedGeometryFlow.ModulationSize(config));
        T condition = Condition(builder, config);
        AttentionContext<T>[] context =
        [
            .. Enumerable.Range(0, config.NumBlocks).Select(i => new AttentionContext<T>(
                builder.Input($"k.{i}", 1, config.ConditionTokens, config.ModelChannels),
                builder.Input($"v.{i}", 1, config.ConditionTokens, config.ModelChannels))),
        ];
        WriteVelocities(builder, config, CachedGeometryFlow.Apply(Scope(builder), config, latents, modulation, context, condition));
    }

    /// <summary>The flow in its plain form, as the official code executes it: the reference for tests and benchmarks, in no bundle.</summary>
    public static void RecordPlainFlow<T>(INetworkBuilder<T> builder, GeometryFlowConfig config)
        where T : class
    {
        T[] latents = [.. config.Latents.Select(l => builder.Input("x." + l.Name, -1, l.Tokens, l.Channels))];
        T t = builder.Input("t", 1);
        T? d = config.IsShortcutModel ? builder.Input("d", 1) : null;
        T condition = builder.Input("condition", -1, config.ConditionTokens, config.ConditionChannels);
        WriteVelocities(builder, config, GeometryFlow.Apply(Scope(builder), config, latents, t, d, condition));
    }

    /// <summary>The structure decoder.</summary>
    public static void RecordDecoder<T>(INetworkBuilder<T> builder, StructureAutoencoderConfig config, StructureSpec structure)
        where T : class
    {
        int r = config.InputResolution;
        T latent = builder.Input("latent", -1, r * r * r, config.LatentChannels);
        T logits = StructureDecoder.Apply(new ParameterScope<T>(builder.Ops), config, latent);
        builder.Output("logits", logits, -1, config.VoxelChannels, structure.Resolution, structure.Resolution, structure.Resolution);
    }

    private static ParameterScope<T> Scope<T>(INetworkBuilder<T> builder)
        where T : class => new ParameterScope<T>(builder.Ops)[BackboneScope];

    private static T Condition<T>(INetworkBuilder<T> builder, GeometryFlowConfig config)
        where T : class => builder.Input("condition", 1, config.ConditionTokens, config.ConditionChannels);

    private static void WriteVelocities<T>(INetworkBuilder<T> builder, GeometryFlowConfig config, T[] velocities)
        where T : class
    {
        foreach ((FlowLatentConfig latent, T velocity) in config.Latents.Zip(velocities))
        {
            builder.Output("v." + latent.Name, velocity, -1, latent.Tokens, latent.Channels);
        }
    }
}

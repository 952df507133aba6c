using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Records the graphs of the geometry stage with the inputs and outputs that <see cref="BundleManifest"/> describes.</summary>
internal static class GeometryGraphs
{
    private const string BackboneScope = "reverse_fn.backbone";

    // Free sizes by number: the candidates of a call, and the rows and columns of their mask.
    private const long FreeCandidates = -2;
    private const long FreeMaskRows = -3;
    private const long FreeMaskColumns = -4;

    /// <summary>The modulations of all times of a run.</summary>
    public static void RecordModulation<T>(INetworkBuilder<T> builder, GeometryFlowConfig config)
        where T : class
    {
        T t = builder.Input("t", -1);
        T? d = config.IsShortcutModel ? builder.Input("d", 1) : null;
        builder.Output("modulation", CachedGeometryFlow.Modulation(Scope(builder), config, t, d), -1, CachedGeometryFlow.ModulationSize(config));
    }

    /// <summary>The cross-attention's keys and values, one pair a block and stream.</summary>
    public static void RecordContext<T>(INetworkBuilder<T> builder, GeometryFlowConfig config)
        where T : class
    {
        var context = CachedGeometryFlow.Context(Scope(builder), config, Condition(builder, config));
        for (int i = 0; i < context.Count; i++)
        {
            foreach ((string stream, AttentionContext<T> tokens) in context[i])
            {
                builder.Output(ContextName('k', stream, i), tokens.Keys, CachedGeometryFlow.ContextShape(config));
                builder.Output(ContextName('v', stream, i), tokens.Values, CachedGeometryFlow.ContextShape(config));
            }
        }
    }

    /// <summary>The velocity of one step.</summary>
    public static void RecordFlow<T>(INetworkBuilder<T> builder, GeometryFlowConfig config)
        where T : class
    {
        bool candidates = CachedGeometryFlow.HasCandidates(config);
        long Tokens(FlowLatentConfig latent) => candidates && latent.Name != CachedGeometryFlow.ShapeStream ? FreeCandidates : latent.Tokens;
        T[] latents = [.. config.Latents.Select(l => builder.Input("x." + l.Name, -1, Tokens(l), l.Channels))];
        T? mask = candidates ? builder.Input(BundleManifest.CandidateMask, 1, 1, FreeMaskRows, FreeMaskColumns) : null;
        T modulation = builder.Input("modulation", CachedGeometryFlow.ModulationSize(config));
        IReadOnlyList<string> streams = CachedGeometryFlow.ContextStreams(config);
        T? condition = streams.Count < CachedGeometryFlow.StreamCount(config) ? Condition(builder, config) : null;
        T Context(char kind, string stream, int block) =>
            builder.Input(ContextName(kind, stream, block), CachedGeometryFlow.ContextShape(config));
        Dictionary<string, AttentionContext<T>>[] context =
        [
            .. Enumerable.Range(0, config.NumBlocks).Select(i => streams.ToDictionary(
                s => s, s => new AttentionContext<T>(Context('k', s, i), Context('v', s, i)), StringComparer.Ordinal)),
        ];
        T[] velocities = CachedGeometryFlow.Apply(Scope(builder), config, latents, modulation, context, condition, mask);
        foreach ((FlowLatentConfig latent, T velocity) in config.Latents.Zip(velocities))
        {
            builder.Output("v." + latent.Name, velocity, -1, Tokens(latent), latent.Channels);
        }
    }

    /// <summary>The flow in its plain form, as the official code executes it: the reference for tests and benchmarks, in no bundle.</summary>
    public static void RecordPlainFlow<T>(INetworkBuilder<T> builder, GeometryFlowConfig config)
        where T : class
    {
        T[] latents = [.. config.Latents.Select(l => builder.Input("x." + l.Name, -1, l.Tokens, l.Channels))];
        T t = builder.Input("t", 1);
        T? d = config.IsShortcutModel ? builder.Input("d", 1) : null;
        T condition = builder.Input("condition", -1, config.ConditionTokens, config.ConditionChannels);
        T[] velocities = GeometryFlow.Apply(Scope(builder), config, latents, t, d, condition);
        foreach ((FlowLatentConfig latent, T velocity) in config.Latents.Zip(velocities))
        {
            builder.Output("v." + latent.Name, velocity, -1, latent.Tokens, latent.Channels);
        }
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

    /// <summary>The shape's keys and values need no name of their stream.</summary>
    private static string ContextName(char kind, string stream, int block) =>
        stream == CachedGeometryFlow.ShapeStream ? $"{kind}.{block}" : $"{kind}.{stream}.{block}";
}

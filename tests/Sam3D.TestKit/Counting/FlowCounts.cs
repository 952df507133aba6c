using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.TestKit.Counting;

/// <summary>What the geometry flow costs, counted on shapes.</summary>
internal static class FlowCounts
{
    /// <summary>One evaluation in the plain form, as the official code executes it: a batch of conditional entries.</summary>
    public static ShapeOps Plain(GeometryFlowConfig config, int batch)
    {
        var counter = new ShapeOps();
        GeometryFlow.Apply(
            new ParameterScope<TensorShape>(counter), config, Latents(config, batch), new TensorShape(1L), new TensorShape(1L),
            new TensorShape(batch, config.ConditionTokens, config.ConditionChannels));
        return counter;
    }

    /// <summary>One evaluation in the cached form: the conditional branch, and with a batch of two the unconditional one too.</summary>
    public static ShapeOps Evaluation(GeometryFlowConfig config, int batch)
    {
        var counter = new ShapeOps();
        CachedGeometryFlow.Apply(
            new ParameterScope<TensorShape>(counter),
            config,
            Latents(config, batch),
            new TensorShape(CachedGeometryFlow.ModulationSize(config)),
            [
                .. Enumerable.Range(0, config.NumBlocks).Select(_ => CachedGeometryFlow.ContextStreams(config).ToDictionary(
                    name => name, _ => new AttentionContext<TensorShape>(Context(config), Context(config)))),
            ],
            Condition(config),
            mask: null);
        return counter;
    }

    /// <summary>What a run computes once in the cached form: modulations of its steps, and the context.</summary>
    public static ShapeOps Once(GeometryFlowConfig config, int steps)
    {
        var counter = new ShapeOps();
        var scope = new ParameterScope<TensorShape>(counter);
        CachedGeometryFlow.Modulation(scope, config, new TensorShape((long)steps), new TensorShape(1L));
        CachedGeometryFlow.Context(scope, config, Condition(config));
        return counter;
    }

    private static TensorShape[] Latents(GeometryFlowConfig config, int batch) =>
        [.. config.Latents.Select(l => new TensorShape(batch, l.Tokens, l.Channels))];

    private static TensorShape Condition(GeometryFlowConfig config) => new(1, config.ConditionTokens, config.ConditionChannels);

    private static TensorShape Context(GeometryFlowConfig config) => new(CachedGeometryFlow.ContextShape(config));
}

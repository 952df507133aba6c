namespace Sam3D.Networks;

/// <summary>Keys and values of one block's cross-attention.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Keys">[1, L, C].</param>
/// <param name="Values">[1, L, C].</param>
public sealed record AttentionContext<T>(T Keys, T Values)
    where T : class;

/// <summary>
/// <see cref="GeometryFlow"/> in three parts, so that a sampling run computes once what does not change between its steps: the modulations of all times, and the
/// cross-attention's keys and values of the shape stream. The unconditional branch of guidance needs no cross-attention at all, and the layout
/// stream, which has few tokens, none of its projections over the condition. Equal to the plain form in exact arithmetic.
/// </summary>
public static class CachedGeometryFlow
{
    /// <summary>Numbers of the modulation of one time: six a channel, for each block or for all of them together.</summary>
    /// <param name="config">Sizes.</param>
    public static int ModulationSize(GeometryFlowConfig config) => 6 * config.ModelChannels * (config.ShareModulation ? 1 : config.NumBlocks);

    /// <summary>The modulations of all blocks at several times.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The backbone in the state dict (<c>reverse_fn.backbone</c>).</param>
    /// <param name="config">Sizes.</param>
    /// <param name="t">Times times the time scale, [S].</param>
    /// <param name="d">Step size times the time scale, [1]; <see langword="null"/> for models without step-size embedding.</param>
    /// <returns>[S, <see cref="ModulationSize"/>].</returns>
    public static T Modulation<T>(ParameterScope<T> scope, GeometryFlowConfig config, T t, T? d)
        where T : class
    {
        int width = config.ModelChannels;
        T activated = GeometryFlow.EmbedTime(scope, config, t, d); // [S, C]
        T[] blocks = config.ShareModulation
            ? [Layers.Linear(scope["adaLN_modulation.1"], activated, width, 6 * width)]
            : [.. Enumerable.Range(0, config.NumBlocks).Select(i => Layers.Linear(scope["blocks"][i]["adaLN_modulation.1"], activated, width, 6 * width))];
        return blocks.Length == 1 ? blocks[0] : scope.Ops.Concat(1, blocks); // [S, blocks·6·C]
    }

    /// <summary>Keys and values of the shape stream, block by block.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The backbone in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="condition">Condition tokens [1, L, Ccond].</param>
    public static IReadOnlyList<AttentionContext<T>> Context<T>(ParameterScope<T> scope, GeometryFlowConfig config, T condition)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T rows = ops.Reshape(condition, -1, config.ConditionChannels); // [L, Ccond]
        var context = new List<AttentionContext<T>>();
        for (int i = 0; i < config.NumBlocks; i++)
        {
            T[] parts = MotCrossAttention.KeysValues(scope["blocks"][i][$"cross_attn.{MotBlock.ProtectedStream}"], rows, config); // 2 × [L, C]
            context.Add(new AttentionContext<T>(
                ops.Reshape(parts[0], 1, -1, config.ModelChannels), ops.Reshape(parts[1], 1, -1, config.ModelChannels)));
        }

        return context;
    }

    /// <summary>Predicts velocities. The first entry of the batch is conditional, all further ones are unconditional.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The backbone in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="latents">One tensor [B, tokens, channels] a latent, in the order of <see cref="GeometryFlowConfig.Latents"/>.</param>
    /// <param name="modulation">A row of <see cref="Modulation"/>, [<see cref="ModulationSize"/>].</param>
    /// <param name="context">The result of <see cref="Context"/>.</param>
    /// <param name="condition">Condition tokens [1, L, Ccond], for the streams besides the shape.</param>
    /// <returns>One velocity a latent, of its shape and in the same order.</returns>
    public static T[] Apply<T>(
        ParameterScope<T> scope,
        GeometryFlowConfig config,
        IReadOnlyList<T> latents,
        T modulation,
        IReadOnlyList<AttentionContext<T>> context,
        T condition)
        where T : class
    {
        long[] sizes = new long[ModulationSize(config) / config.ModelChannels];
        Array.Fill(sizes, config.ModelChannels);
        T[] modulations = scope.Ops.Split(modulation, 0, sizes); // each [C]
        MotStream<T>[] streams = GeometryFlow.ProjectInput(scope, config, latents);
        for (int i = 0; i < config.NumBlocks; i++)
        {
            ParameterScope<T> block = scope["blocks"][i];
            AttentionContext<T> cached = context[i];
            T[] own = config.ShareModulation ? modulations : modulations[(6 * i)..(6 * (i + 1))];
            streams = MotBlock.Apply(block, streams, new MotModulation<T>(own, IsPerSample: false), config, (stream, x) => stream.Name == MotBlock.ProtectedStream
                ? MotCrossAttention.Cached(block, stream, x, cached.Keys, cached.Values, config)
                : MotCrossAttention.Absorbed(block, stream, x, condition, config));
        }

        return GeometryFlow.ProjectOutput(scope, config, streams);
    }
}

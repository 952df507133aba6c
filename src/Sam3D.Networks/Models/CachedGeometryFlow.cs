namespace Sam3D.Networks;

/// <summary>Keys and values of one block's cross-attention.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Keys">[1, L, C]; in the geometry flow as <see cref="CachedGeometryFlow.ContextShape"/> says.</param>
/// <param name="Values">Of the same shape.</param>
public sealed record AttentionContext<T>(T Keys, T Values)
    where T : class;

/// <summary>
/// <see cref="GeometryFlow"/> in three parts, so that a sampling run computes once what does not change between its steps: the modulations of all times, and the
/// cross-attention's keys and values. The unconditional branch of guidance needs no cross-attention at all, and streams of few tokens none of its
/// projections over a long condition. Equal to the plain form in exact arithmetic.
/// </summary>
public static class CachedGeometryFlow
{
    /// <summary>
    /// Streams besides the shape have keys and values of their own up to this many bytes. Above, the projections move to their few tokens
    /// (<see cref="MotCrossAttention.Absorbed"/>): more work in a step, little beside the shape's, and no memory.
    /// </summary>
    private const long MaxContextBytes = 16L << 20;

    private const long MaxScoreBytes = 1L << 20;

    /// <summary>The stream that sees only itself.</summary>
    public const string ShapeStream = MotBlock.ProtectedStream;

    /// <summary>Where a token of a candidate sees none of another one: far enough below all scores, and a number in float16 too.</summary>
    public const float MaskedScore = -65504f;

    /// <summary>Numbers of the modulation of one time: six a channel, for each block or for all of them together.</summary>
    /// <param name="config">Sizes.</param>
    public static int ModulationSize(GeometryFlowConfig config) => 6 * config.ModelChannels * (config.ShareModulation ? 1 : config.NumBlocks);

    /// <summary>
    /// Whether a call can hold several candidates of all latents but the shape, which sees none of them. They are tokens of one stream, one a
    /// latent and candidate.
    /// </summary>
    /// <param name="config">Sizes.</param>
    public static bool HasCandidates(GeometryFlowConfig config)
    {
        IReadOnlyList<(string Name, IReadOnlyList<string> Latents)> streams = GeometryFlow.Streams(config);
        return streams.Count == 2 && streams[0].Name == MotBlock.ProtectedStream && streams[0].Latents.Count == 1
            && streams[1].Latents.All(name => config.Latents.First(l => l.Name == name).Tokens == 1);
    }

    /// <summary>
    /// Whether keys and values are cut into heads once a run instead of once a step. ONNX Runtime's CPU kernel holds all scores in memory then, so this is for
    /// conditions that are short.
    /// </summary>
    /// <param name="config">Sizes.</param>
    internal static bool CutsHeads(GeometryFlowConfig config)
    {
        long tokens = config.Latents.Max(l => l.Tokens);
        return checked(sizeof(float) * tokens * config.ConditionTokens * config.NumHeads) <= MaxScoreBytes;
    }

    /// <summary>Sizes of the keys, and of the values, of one block and stream.</summary>
    /// <param name="config">Sizes.</param>
    public static long[] ContextShape(GeometryFlowConfig config) => CutsHeads(config)
        ? [1, config.NumHeads, config.ConditionTokens, config.ModelChannels / config.NumHeads]
        : [1, config.ConditionTokens, config.ModelChannels];

    /// <summary>Number of streams.</summary>
    /// <param name="config">Sizes.</param>
    public static int StreamCount(GeometryFlowConfig config) => GeometryFlow.Streams(config).Count;

    /// <summary>The streams that have keys and values in <see cref="Context"/>.</summary>
    /// <param name="config">Sizes.</param>
    public static IReadOnlyList<string> ContextStreams(GeometryFlowConfig config)
    {
        string[] others = [.. GeometryFlow.Streams(config).Select(s => s.Name).Where(name => name != MotBlock.ProtectedStream)];
        long bytes = checked(2L * sizeof(float) * config.ConditionTokens * config.ModelChannels * config.NumBlocks * others.Length);
        return [MotBlock.ProtectedStream, .. bytes <= MaxContextBytes ? others : []];
    }

    /// <summary>The modulations of all blocks at several times: shift, gain, gate of the self-attention, then of the MLP, where a gain is 1 + scale.</summary>
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
        float[] ones = new float[6 * width];
        ones.AsSpan(width, width).Fill(1);
        ones.AsSpan(4 * width, width).Fill(1);
        T one = scope.Ops.Constant(ones, ones.Length);
        T Block(ParameterScope<T> layer) => scope.Ops.Add(Layers.Linear(layer, activated, width, 6 * width), one);
        T[] blocks = config.ShareModulation
            ? [Block(scope["adaLN_modulation.1"])]
            : [.. Enumerable.Range(0, config.NumBlocks).Select(i => Block(scope["blocks"][i]["adaLN_modulation.1"]))];
        return blocks.Length == 1 ? blocks[0] : scope.Ops.Concat(1, blocks); // [S, blocks·6·C]
    }

    /// <summary>Keys and values of <see cref="ContextStreams"/>, block by block.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The backbone in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="condition">Condition tokens [1, L, Ccond].</param>
    public static IReadOnlyList<IReadOnlyDictionary<string, AttentionContext<T>>> Context<T>(ParameterScope<T> scope, GeometryFlowConfig config, T condition)
        where T : class
    {
        T rows = scope.Ops.Reshape(condition, -1, config.ConditionChannels); // [L, Ccond]
        IReadOnlyList<string> streams = ContextStreams(config);
        return
        [
            .. Enumerable.Range(0, config.NumBlocks).Select(
                i => streams.ToDictionary(name => name, name => MotCrossAttention.Context(scope["blocks"][i], name, rows, config), StringComparer.Ordinal)),
        ];
    }

    /// <summary>Predicts velocities. The first entry of the batch is conditional, all further ones are unconditional.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The backbone in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="latents">
    /// One tensor [B, tokens, channels] a latent, in the order of <see cref="GeometryFlowConfig.Latents"/>; with P candidates those besides the shape
    /// are [B, P, channels].
    /// </param>
    /// <param name="modulation">A row of <see cref="Modulation"/>, [<see cref="ModulationSize"/>].</param>
    /// <param name="context">The result of <see cref="Context"/>.</param>
    /// <param name="condition">Condition tokens [1, L, Ccond]; may be <see langword="null"/> where all streams are <see cref="ContextStreams"/>.</param>
    /// <param name="mask">
    /// Added to the scores of the tokens besides the shape's, [1, 1, K·P, N + K·P] for N tokens of the shape and K other latents: K tokens a candidate, which
    /// see the shape and each other (0) and no other candidate (<see cref="MaskedScore"/>). May be <see langword="null"/> for one candidate.
    /// </param>
    /// <returns>One velocity a latent, of its shape and in the same order.</returns>
    public static T[] Apply<T>(
        ParameterScope<T> scope,
        GeometryFlowConfig config,
        IReadOnlyList<T> latents,
        T modulation,
        IReadOnlyList<IReadOnlyDictionary<string, AttentionContext<T>>> context,
        T? condition,
        T? mask)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        long[] sizes = new long[ModulationSize(config) / width];
        Array.Fill(sizes, width);
        T[] modulations = ops.Split(modulation, 0, sizes); // each [C]
        MotStream<T>[] streams = GeometryFlow.ProjectInput(scope, config, latents, mask is not null);
        T zero = ops.Constant([0f], 1);
        Dictionary<string, T> zeros = streams.ToDictionary(
            s => s.Name, s => ops.Reshape(ops.Multiply(ops.Skip(s.Start, 0, 1), zero), -1, width), StringComparer.Ordinal); // [(B−1)·N, C]
        for (int i = 0; i < config.NumBlocks; i++)
        {
            T[] own = config.ShareModulation ? modulations : modulations[(6 * i)..(6 * (i + 1))];
            streams = CachedMotBlock.Apply(scope["blocks"][i], streams, own, new MotSurroundings<T>(context[i], condition, zeros, mask), config);
        }

        return GeometryFlow.ProjectOutput(scope, config, streams);
    }
}

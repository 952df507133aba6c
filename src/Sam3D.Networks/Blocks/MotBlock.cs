namespace Sam3D.Networks;

/// <summary>
/// A stream of a mixture of transformers. The tokens of the whole batch are the rows of one matrix, for runtimes add a
/// bias within the product of two matrices, but after the product of a batch of them.
/// </summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Name">Official name of the stream, a part of its parameters' names.</param>
/// <param name="Tokens">Number N of tokens; <see langword="null"/> where it is free.</param>
/// <param name="Start">The stream at its start, [B, N, C].</param>
/// <param name="Value">[B·N, C].</param>
internal sealed record MotStream<T>(string Name, int? Tokens, T Start, T Value)
    where T : class
{
    /// <summary>[B·N, width] as [B, N, width].</summary>
    public T Entries(ITensorOps<T> ops, T x, int width) => Tokens is { } tokens ? ops.Reshape(x, -1, tokens, width) : ops.Entries(x, Start, width);

    /// <summary>The first entry of x [B·N, C]: [N, C].</summary>
    public T First(ITensorOps<T> ops, T x) => Tokens is { } tokens ? ops.Take(x, 0, tokens) : ops.FirstEntry(x, Start);
}

/// <summary>
/// A block of the mixture of transformers: official <c>MOTModulatedTransformerCrossBlock</c>. Each stream has its own weights; the
/// modulation by time is shared. The stream <c>shape</c> attends to itself alone, every other stream to all of them.
/// </summary>
internal static class MotBlock
{
    /// <summary>Added to the variance by the norms of the block.</summary>
    public const float Epsilon = 1e-6f;

    /// <summary>The stream that sees only itself.</summary>
    public const string ProtectedStream = "shape";

    /// <summary>Applies the block.</summary>
    /// <param name="scope">The block.</param>
    /// <param name="streams">The streams.</param>
    /// <param name="modulation">Six tensors [C]: shift, scale, gate of the self-attention, then of the MLP.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="crossAttention">Adds the condition to a stream: the stream's description and [B·N, C] in, the same with the attention added out.</param>
    public static MotStream<T>[] Apply<T>(
        ParameterScope<T> scope, MotStream<T>[] streams, T[] modulation, GeometryFlowConfig config, Func<MotStream<T>, T, T> crossAttention)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        T[] attended = SelfAttention(
            scope["self_attn"],
            [.. streams.Select(s => s with { Value = ops.ModulatedLayerNorm(s.Value, modulation[0], modulation[1], width, Epsilon) })],
            mask: null,
            config);
        var result = new MotStream<T>[streams.Length];
        for (int i = 0; i < streams.Length; i++)
        {
            T x = ops.Add(streams[i].Value, ops.Multiply(attended[i], modulation[2])); // [B·N, C]
            x = crossAttention(streams[i], x);
            T h = ops.ModulatedLayerNorm(x, modulation[3], modulation[4], width, Epsilon);
            h = Mlp(scope, streams[i], h, config);
            result[i] = streams[i] with { Value = ops.Add(x, ops.Multiply(h, modulation[5])) };
        }

        return result;
    }

    /// <summary>The MLP of a stream.</summary>
    /// <param name="scope">The block.</param>
    /// <param name="stream">Its name.</param>
    /// <param name="x">[B·N, C], normalised.</param>
    /// <param name="config">Sizes.</param>
    public static T Mlp<T>(ParameterScope<T> scope, MotStream<T> stream, T x, GeometryFlowConfig config)
        where T : class => Layers.Mlp(scope[$"mlp.{stream.Name}.mlp"], "0", "2", x, config.ModelChannels, config.MlpHidden, GeluKind.Tanh);

    /// <summary>The joint self-attention with its output layers.</summary>
    /// <param name="attention">The attention.</param>
    /// <param name="streams">The streams, normalised.</param>
    /// <param name="mask">Added to the scores of the streams that see all of them, [1, 1, N, ΣN]; <see langword="null"/> where their tokens see all others.</param>
    /// <param name="config">Sizes.</param>
    /// <returns>What to add to each stream, [B·N, C].</returns>
    public static T[] SelfAttention<T>(ParameterScope<T> attention, MotStream<T>[] streams, T? mask, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = attention.Ops;
        int width = config.ModelChannels;
        var q = new T[streams.Length];
        var k = new T[streams.Length];
        var v = new T[streams.Length];
        for (int i = 0; i < streams.Length; i++)
        {
            MotStream<T> stream = streams[i];
            ParameterScope<T> toQkv = attention[$"to_qkv.{stream.Name}"];
            if (config.QkRmsNorm)
            {
                T[] parts = Layers.LinearParts(toQkv, stream.Value, width, 2 * width, width); // [B·N, 2C], [B·N, C]
                (q[i], k[i]) = NormalizeQueryKey(attention, stream, parts[0], config);
                v[i] = stream.Entries(ops, parts[1], width); // [B, N, C]
            }
            else
            {
                T[] parts = Layers.LinearParts(toQkv, stream.Value, width, width, width, width); // 3 × [B·N, C]
                T[] tokens = [.. parts.Select(part => stream.Entries(ops, part, width))]; // 3 × [B, N, C]
                (q[i], k[i], v[i]) = (tokens[0], tokens[1], tokens[2]);
            }
        }

        var result = new T[streams.Length];
        for (int i = 0; i < streams.Length; i++)
        {
            // Attention does not depend on the order of its keys.
            bool alone = streams[i].Name == ProtectedStream;
            T keys = alone ? k[i] : ops.Concat(1, k); // [B, N or ΣN, C]
            T values = alone ? v[i] : ops.Concat(1, v);
            T h = ops.Reshape(ops.Attention(q[i], keys, values, config.NumHeads, alone ? null : mask), -1, width); // [B·N, C]
            result[i] = Layers.Linear(attention[$"to_out.{streams[i].Name}"], h, width, width);
        }

        return result;
    }

    /// <summary>Root-mean-square norm of each head of q and k, in one pass over both.</summary>
    private static (T Q, T K) NormalizeQueryKey<T>(ParameterScope<T> attention, MotStream<T> stream, T queryKey, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = attention.Ops;
        int heads = config.NumHeads, dim = config.ModelChannels / heads;
        T gamma = ops.Concat(
            0,
            attention[$"q_rms_norm.{stream.Name}"].Get("gamma", heads, dim),
            attention[$"k_rms_norm.{stream.Name}"].Get("gamma", heads, dim)); // [2·heads, dim]
        T h = ops.Reshape(queryKey, -1, 2 * heads, dim); // [B·N, 2·heads, dim]
        h = stream.Entries(ops, ops.RmsNorm(h, gamma, 2 * heads, dim), 2 * config.ModelChannels); // [B, N, 2C]
        T[] parts = ops.Split(h, 2, config.ModelChannels, config.ModelChannels);
        return (parts[0], parts[1]);
    }
}

namespace Sam3D.Networks;

/// <summary>
/// The cross-attention of a <see cref="MotBlock"/>: the plain form, and forms for one conditional entry that leave out what does not depend on the step. All give
/// the same in exact arithmetic.
/// </summary>
/// <remarks>
/// The weights of an attention add up to 1, so the bias of the values adds the same to every result, and the bias of the keys the same to all scores of a query,
/// which softmax does not see. So the other forms leave out both biases and take <see cref="Constant"/> for that of the output layer. Without condition all
/// keys are equal, and the constant is all that remains.
/// </remarks>
internal static class MotCrossAttention
{
    /// <summary>The official form: keys and values of all condition tokens in every call.</summary>
    /// <param name="block">The block.</param>
    /// <param name="stream">Name and sizes.</param>
    /// <param name="x">[B·N, C].</param>
    /// <param name="condition">Condition tokens [B·L, Ccond].</param>
    /// <param name="config">Sizes.</param>
    /// <returns>[B·N, C], the attention added.</returns>
    public static T Plain<T>(ParameterScope<T> block, MotStream<T> stream, T x, T condition, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = block.Ops;
        ParameterScope<T> attention = Attention(block, stream);
        int width = config.ModelChannels;
        T[] parts = Layers.LinearParts(attention["to_kv"], condition, config.ConditionChannels, width, width); // 2 × [B·L, C]
        T[] tokens = [.. parts.Select(part => ops.Reshape(part, -1, config.ConditionTokens, width))]; // 2 × [B, L, C]
        T h = Layers.LayerNorm(block[$"norm2.{stream.Name}"], x, width, MotBlock.Epsilon);
        T q = stream.Entries(ops, Layers.Linear(attention["to_q"], h, width, width), width); // [B, N, C]
        h = ops.Reshape(ops.Attention(q, tokens[0], tokens[1], config.NumHeads), -1, width); // [B·N, C]
        return ops.Add(x, Layers.Linear(attention["to_out"], h, width, width));
    }

    /// <summary>Keys and values of the condition for <see cref="Cached"/>.</summary>
    /// <param name="block">The block.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="condition">Condition tokens [L, Ccond].</param>
    /// <param name="config">Sizes.</param>
    public static AttentionContext<T> Context<T>(ParameterScope<T> block, string stream, T condition, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = block.Ops;
        T[] tokens =
        [
            .. KeyValueWeights(block[$"cross_attn.{stream}"], config).Select(weight =>
            {
                T rows = ops.Linear(condition, weight, null); // [L, C]
                return CachedGeometryFlow.CutsHeads(config)
                    ? ops.Transpose(ops.Reshape(rows, 1, -1, config.NumHeads, config.ModelChannels / config.NumHeads), 0, 2, 1, 3) // [1, H, L, dim]
                    : ops.Reshape(rows, 1, -1, config.ModelChannels); // [1, L, C]
            }),
        ];
        return new AttentionContext<T>(tokens[0], tokens[1]);
    }

    /// <summary>With keys and values made beforehand.</summary>
    /// <param name="block">The block.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="x">Normalised tokens of the conditional entry [N, C].</param>
    /// <param name="context">Keys and values.</param>
    /// <param name="constant"><see cref="Constant"/>.</param>
    /// <param name="config">Sizes.</param>
    /// <returns>[N, C].</returns>
    public static T Cached<T>(ParameterScope<T> block, MotStream<T> stream, T x, AttentionContext<T> context, T constant, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = block.Ops;
        ParameterScope<T> attention = Attention(block, stream);
        int width = config.ModelChannels;
        T q = ops.Reshape(Layers.Linear(attention["to_q"], x, width, width), 1, -1, width); // [1, N, C]
        T h = ops.Attention(q, context.Keys, context.Values, config.NumHeads); // [1, N, C]
        return ops.Linear(ops.Reshape(h, -1, width), attention["to_out"].Get("weight", width, width), constant);
    }

    /// <summary>
    /// For a stream of few tokens: the projections of keys and values move to the few queries and results, q·(W·c) = (Wᵀ·q)·c, so that
    /// the condition tokens themselves are keys and values and nothing is cached.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="x">Normalised tokens of the conditional entry [N, C].</param>
    /// <param name="condition">Condition tokens [1, L, Ccond].</param>
    /// <param name="constant"><see cref="Constant"/>.</param>
    /// <param name="config">Sizes.</param>
    /// <returns>[N, C].</returns>
    public static T Absorbed<T>(ParameterScope<T> block, MotStream<T> stream, T x, T condition, T constant, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = block.Ops;
        ParameterScope<T> attention = Attention(block, stream);
        int width = config.ModelChannels, heads = config.NumHeads, dim = width / heads, channels = config.ConditionChannels;
        T[] weights = KeyValueWeights(attention, config);
        T q = Layers.Linear(attention["to_q"], x, width, width); // [N, C]
        q = ops.Transpose(ops.Reshape(q, -1, heads, dim), 1, 0, 2); // [H, N, dim]
        q = ops.MatMul(q, ops.Reshape(weights[0], heads, dim, channels)); // [H, N, Ccond]

        // The operation divides by √Ccond, the official attention by √dim.
        q = ops.Multiply(q, ops.Constant([MathF.Sqrt((float)channels / dim)], 1));
        T h = ops.Attention(ops.Reshape(q, 1, -1, channels), condition, condition, 1); // [1, H·N, Ccond]
        h = ops.MatMul(
            ops.Reshape(h, heads, -1, channels),
            ops.Transpose(ops.Reshape(weights[1], heads, dim, channels), 0, 2, 1)); // [H, N, dim]
        h = ops.Reshape(ops.Transpose(h, 1, 0, 2), -1, width); // [N, C]
        return ops.Linear(h, attention["to_out"].Get("weight", width, width), constant);
    }

    /// <summary>What the attention is without condition, the same for every token: to_out(bias of the values), [C].</summary>
    /// <param name="block">The block.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="config">Sizes.</param>
    public static T Constant<T>(ParameterScope<T> block, MotStream<T> stream, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = block.Ops;
        ParameterScope<T> attention = Attention(block, stream);
        int width = config.ModelChannels;
        T bias = ops.Reshape(ops.Split(attention["to_kv"].Get("bias", 2 * width), 0, width, width)[1], 1, width);
        return ops.Reshape(Layers.Linear(attention["to_out"], bias, width, width), width);
    }

    private static ParameterScope<T> Attention<T>(ParameterScope<T> block, MotStream<T> stream)
        where T : class => block[$"cross_attn.{stream.Name}"];

    /// <summary>2 × [C, Ccond].</summary>
    private static T[] KeyValueWeights<T>(ParameterScope<T> attention, GeometryFlowConfig config)
        where T : class
    {
        int width = config.ModelChannels;
        return attention.Ops.Split(attention["to_kv"].Get("weight", 2 * width, config.ConditionChannels), 0, width, width);
    }
}

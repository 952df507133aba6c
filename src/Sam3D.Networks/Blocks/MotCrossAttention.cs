namespace Sam3D.Networks;

/// <summary>
/// The cross-attention of a <see cref="MotBlock"/> with its norm: the plain form, and forms that leave out what does not depend on the step. All give
/// the same in exact arithmetic.
/// </summary>
internal static class MotCrossAttention
{
    private const float Epsilon = 1e-6f;

    /// <summary>The official form: keys and values of all condition tokens in every call.</summary>
    /// <param name="block">The block.</param>
    /// <param name="stream">Name and number of tokens.</param>
    /// <param name="x">[B·N, C].</param>
    /// <param name="condition">Condition tokens [B·L, Ccond].</param>
    /// <param name="config">Sizes.</param>
    /// <returns>[B·N, C], the attention added.</returns>
    public static T Plain<T>(ParameterScope<T> block, MotStream<T> stream, T x, T condition, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = block.Ops;
        ParameterScope<T> attention = block[$"cross_attn.{stream.Name}"];
        T[] parts = KeysValues(attention, condition, config); // 2 × [B·L, C]
        T[] tokens = [.. parts.Select(part => ops.Reshape(part, -1, config.ConditionTokens, config.ModelChannels))]; // 2 × [B, L, C]
        T h = Attend(attention, Queries(block, attention, stream, x, config), tokens[0], tokens[1], config);
        return ops.Add(x, h);
    }

    /// <summary>
    /// With keys and values made beforehand. The first N rows are the conditional branch. All further rows are unconditional: their condition is zero, so that
    /// all keys are equal and the attention is the constant to_out(bias of the values).
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="stream">Name and number of tokens.</param>
    /// <param name="x">[B·N, C].</param>
    /// <param name="keys">[1, L, C].</param>
    /// <param name="values">[1, L, C].</param>
    /// <param name="config">Sizes.</param>
    /// <returns>[B·N, C], the attention added.</returns>
    public static T Cached<T>(ParameterScope<T> block, MotStream<T> stream, T x, T keys, T values, GeometryFlowConfig config)
        where T : class
    {
        ParameterScope<T> attention = block[$"cross_attn.{stream.Name}"];
        return WithConstant(
            attention, stream, x, first => Attend(attention, Queries(block, attention, stream, first, config), keys, values, config), config);
    }

    /// <summary>
    /// For a stream of few tokens: the projections of keys and values move to the few queries and results, q·(W·c) = (Wᵀ·q)·c, so that the condition tokens
    /// themselves are keys and values and nothing is cached. The bias of the keys adds the same to all scores of a query, which softmax does not see.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="stream">Name and number of tokens.</param>
    /// <param name="x">[B·N, C]; rows as in <see cref="Cached"/>.</param>
    /// <param name="condition">Condition tokens [1, L, Ccond].</param>
    /// <param name="config">Sizes.</param>
    /// <returns>[B·N, C], the attention added.</returns>
    public static T Absorbed<T>(ParameterScope<T> block, MotStream<T> stream, T x, T condition, GeometryFlowConfig config)
        where T : class
    {
        ParameterScope<T> attention = block[$"cross_attn.{stream.Name}"];
        return WithConstant(attention, stream, x, first => AttendAbsorbed(block, attention, stream, first, condition, config), config);
    }

    /// <summary>Keys and values of condition tokens [L, Ccond]: 2 × [L, C].</summary>
    public static T[] KeysValues<T>(ParameterScope<T> attention, T condition, GeometryFlowConfig config)
        where T : class =>
        Layers.LinearParts(attention["to_kv"], condition, config.ConditionChannels, config.ModelChannels, config.ModelChannels);

    private static T WithConstant<T>(
        ParameterScope<T> attention, MotStream<T> stream, T x, Func<T, T> conditional, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = attention.Ops;
        int width = config.ModelChannels;
        T first = ops.Take(x, 0, stream.Tokens), others = ops.Skip(x, 0, stream.Tokens); // [N, C], [(B−1)·N, C]
        T bias = ops.Reshape(ops.Split(attention["to_kv"].Get("bias", 2 * width), 0, width, width)[1], 1, width);
        T constant = Layers.Linear(attention["to_out"], bias, width, width); // [1, C]
        return ops.Concat(0, ops.Add(first, conditional(first)), ops.Add(others, constant)); // [B·N, C]
    }

    private static T Queries<T>(ParameterScope<T> block, ParameterScope<T> attention, MotStream<T> stream, T x, GeometryFlowConfig config)
        where T : class
    {
        int width = config.ModelChannels;
        T h = Layers.LayerNorm(block[$"norm2.{stream.Name}"], x, width, Epsilon);
        return block.Ops.Reshape(Layers.Linear(attention["to_q"], h, width, width), -1, stream.Tokens, width); // [B, N, C]
    }

    private static T Attend<T>(ParameterScope<T> attention, T queries, T keys, T values, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = attention.Ops;
        int width = config.ModelChannels;
        T h = ops.Attention(queries, keys, values, config.NumHeads); // [B, N, C]
        return Layers.Linear(attention["to_out"], ops.Reshape(h, -1, width), width, width); // [B·N, C]
    }

    private static T AttendAbsorbed<T>(
        ParameterScope<T> block, ParameterScope<T> attention, MotStream<T> stream, T x, T condition, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = block.Ops;
        int width = config.ModelChannels, heads = config.NumHeads, dim = width / heads, channels = config.ConditionChannels;
        T[] weights = ops.Split(attention["to_kv"].Get("weight", 2 * width, channels), 0, width, width);
        T bias = ops.Split(attention["to_kv"].Get("bias", 2 * width), 0, width, width)[1];

        T q = ops.Transpose(ops.Reshape(Queries(block, attention, stream, x, config), stream.Tokens, heads, dim), 1, 0, 2); // [H, N, dim]
        q = ops.MatMul(q, ops.Reshape(weights[0], heads, dim, channels)); // [H, N, Ccond]

        // The operation divides by √Ccond, the official attention by √dim.
        q = ops.Multiply(q, ops.Constant([MathF.Sqrt((float)channels / dim)], 1));
        T h = ops.Attention(ops.Reshape(q, 1, heads * stream.Tokens, channels), condition, condition, 1); // [1, H·N, Ccond]
        h = ops.MatMul(
            ops.Reshape(h, heads, stream.Tokens, channels),
            ops.Transpose(ops.Reshape(weights[1], heads, dim, channels), 0, 2, 1)); // [H, N, dim]
        h = ops.Add(ops.Reshape(ops.Transpose(h, 1, 0, 2), stream.Tokens, width), bias); // [N, C]
        return Layers.Linear(attention["to_out"], h, width, width);
    }
}

namespace Sam3D.Networks;

/// <summary>
/// Transformer block over voxels with full self-attention, cross-attention to the condition and modulation by time: official
/// <c>ModulatedSparseTransformerCrossBlock</c>.
/// </summary>
internal static class ModulatedCrossBlock
{
    private const float Epsilon = 1e-6f;

    /// <summary>Applies the block.</summary>
    /// <param name="scope">The block.</param>
    /// <param name="x">[N, C].</param>
    /// <param name="modulation">Six tensors [C]: shift, scale, gate of the self-attention, then of the MLP.</param>
    /// <param name="context">Keys and values of the condition.</param>
    /// <param name="config">Sizes.</param>
    public static T Apply<T>(ParameterScope<T> scope, T x, T[] modulation, AttentionContext<T> context, StructuredLatentFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        T h = ops.ModulatedLayerNorm(x, modulation[0], modulation[1], width, Epsilon); // [N, C]
        x = ops.Add(x, ops.Multiply(SelfAttention(scope["self_attn"], h, config), modulation[2]));
        h = Layers.LayerNorm(scope["norm2"], x, width, Epsilon);
        x = ops.Add(x, CrossAttention(scope["cross_attn"], h, context, config));
        h = ops.ModulatedLayerNorm(x, modulation[3], modulation[4], width, Epsilon);
        h = Layers.Mlp(scope["mlp.mlp"], "0", "2", h, width, config.MlpHidden, GeluKind.Tanh);
        return ops.Add(x, ops.Multiply(h, modulation[5]));
    }

    /// <summary>Keys and values of the condition.</summary>
    /// <param name="scope">The block.</param>
    /// <param name="condition">[L, Ccond].</param>
    /// <param name="config">Sizes.</param>
    public static AttentionContext<T> EncodeContext<T>(ParameterScope<T> scope, T condition, StructuredLatentFlowConfig config)
        where T : class
    {
        ParameterScope<T> attention = scope["cross_attn"];
        int width = config.ModelChannels;
        T[] parts = Layers.LinearParts(attention["to_kv"], condition, config.ConditionChannels, width, width); // 2 × [L, C]
        T k = config.CrossQkRmsNorm ? NormalizeHeads(attention["k_rms_norm"], parts[0], config) : parts[0];
        return new AttentionContext<T>(scope.Ops.Reshape(k, 1, -1, width), scope.Ops.Reshape(parts[1], 1, -1, width));
    }

    private static T SelfAttention<T>(ParameterScope<T> scope, T x, StructuredLatentFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        T[] parts = Layers.LinearParts(scope["to_qkv"], x, width, width, width, width); // 3 × [N, C]
        if (config.QkRmsNorm)
        {
            parts[0] = NormalizeHeads(scope["q_rms_norm"], parts[0], config);
            parts[1] = NormalizeHeads(scope["k_rms_norm"], parts[1], config);
        }

        return Attend(scope, parts[0], ops.Reshape(parts[1], 1, -1, width), ops.Reshape(parts[2], 1, -1, width), config);
    }

    private static T CrossAttention<T>(ParameterScope<T> scope, T x, AttentionContext<T> context, StructuredLatentFlowConfig config)
        where T : class
    {
        int width = config.ModelChannels;
        T q = Layers.Linear(scope["to_q"], x, width, width); // [N, C]
        q = config.CrossQkRmsNorm ? NormalizeHeads(scope["q_rms_norm"], q, config) : q;
        return Attend(scope, q, context.Keys, context.Values, config);
    }

    /// <summary>Attention of q [N, C] over k and v [1, L, C], and the output layer.</summary>
    private static T Attend<T>(ParameterScope<T> scope, T q, T k, T v, StructuredLatentFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        T h = ops.Attention(ops.Reshape(q, 1, -1, width), k, v, config.NumHeads);
        return Layers.Linear(scope["to_out"], ops.Reshape(h, -1, width), width, width); // [N, C]
    }

    /// <summary>Official <c>SparseMultiHeadRMSNorm</c>.</summary>
    private static T NormalizeHeads<T>(ParameterScope<T> scope, T x, StructuredLatentFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int heads = config.NumHeads, dim = config.ModelChannels / heads;
        T h = ops.RmsNorm(ops.Reshape(x, -1, heads, dim), scope.Get("gamma", heads, dim), heads, dim); // [N, heads, dim]
        return ops.Reshape(h, -1, config.ModelChannels);
    }
}

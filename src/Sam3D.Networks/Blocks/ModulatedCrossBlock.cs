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
    /// <param name="activatedTime">SiLU of the time embedding, [1, C].</param>
    /// <param name="condition">[L, Ccond].</param>
    /// <param name="config">Sizes.</param>
    public static T Apply<T>(ParameterScope<T> scope, T x, T activatedTime, T condition, StructuredLatentFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        T all = Layers.Linear(scope["adaLN_modulation.1"], activatedTime, width, 6 * width); // [1, 6C]
        T[] modulation = ops.Split(all, 1, width, width, width, width, width, width);

        T h = ops.ModulatedLayerNorm(x, modulation[0], modulation[1], width, Epsilon); // [N, C]
        x = ops.Add(x, ops.Multiply(SelfAttention(scope["self_attn"], h, config), modulation[2]));
        h = Layers.LayerNorm(scope["norm2"], x, width, Epsilon);
        x = ops.Add(x, CrossAttention(scope["cross_attn"], h, condition, config));
        h = ops.ModulatedLayerNorm(x, modulation[3], modulation[4], width, Epsilon);
        h = Layers.Mlp(scope["mlp.mlp"], "0", "2", h, width, config.MlpHidden, GeluKind.Tanh);
        return ops.Add(x, ops.Multiply(h, modulation[5]));
    }

    private static T SelfAttention<T>(ParameterScope<T> scope, T x, StructuredLatentFlowConfig config)
        where T : class
    {
        int width = config.ModelChannels;
        T qkv = Layers.Linear(scope["to_qkv"], x, width, 3 * width); // [N, 3C]
        T[] parts = scope.Ops.Split(qkv, 1, width, width, width);
        return Attend(scope, parts[0], parts[1], parts[2], config.QkRmsNorm, config);
    }

    private static T CrossAttention<T>(ParameterScope<T> scope, T x, T condition, StructuredLatentFlowConfig config)
        where T : class
    {
        int width = config.ModelChannels;
        T q = Layers.Linear(scope["to_q"], x, width, width); // [N, C]
        T kv = Layers.Linear(scope["to_kv"], condition, config.ConditionChannels, 2 * width); // [L, 2C]
        T[] parts = scope.Ops.Split(kv, 1, width, width);
        return Attend(scope, q, parts[0], parts[1], config.CrossQkRmsNorm, config);
    }

    private static T Attend<T>(ParameterScope<T> scope, T q, T k, T v, bool normalized, StructuredLatentFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        if (normalized)
        {
            q = NormalizeHeads(scope["q_rms_norm"], q, config);
            k = NormalizeHeads(scope["k_rms_norm"], k, config);
        }

        T h = ops.Attention(ops.Reshape(q, 1, -1, width), ops.Reshape(k, 1, -1, width), ops.Reshape(v, 1, -1, width), config.NumHeads);
        return Layers.Linear(scope["to_out"], ops.Reshape(h, -1, width), width, width); // [N, C]
    }

    /// <summary>Official <c>SparseMultiHeadRMSNorm</c>.</summary>
    private static T NormalizeHeads<T>(ParameterScope<T> scope, T x, StructuredLatentFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int heads = config.NumHeads, dim = config.ModelChannels / heads;
        T h = ops.RmsNorm(ops.Reshape(x, 0, heads, dim), dim); // [N, heads, dim]
        return ops.Reshape(ops.Multiply(h, scope.Get("gamma", heads, dim)), 0, config.ModelChannels);
    }
}

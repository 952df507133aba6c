namespace Sam3D.Networks;

/// <summary>The two-way transformer of SAM's mask decoder (official <c>TwoWayTransformer</c>): tokens attend to the picture, and the picture to the tokens.</summary>
internal static class TwoWayTransformer
{
    private const float Epsilon = 1e-5f;

    /// <summary>Runs all blocks and the final attention.</summary>
    /// <param name="scope">The transformer in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">[B, G², C].</param>
    /// <param name="imagePosition">[1, G², C].</param>
    /// <param name="tokens">[B, N, C].</param>
    /// <param name="observe">Told the outputs of sub-modules; may be <see langword="null"/>.</param>
    /// <returns>Tokens [B, N, C] and picture [B, G², C].</returns>
    public static (T Tokens, T Image) Apply<T>(
        ParameterScope<T> scope, SamDecoderConfig config, T image, T imagePosition, T tokens, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        (T queries, T keys) = (tokens, image);
        for (int i = 0; i < config.Depth; i++)
        {
            (queries, keys) = Block(scope["layers"][i], config, queries, keys, tokens, imagePosition, isFirst: i == 0);
            observe?.Invoke($"layers.{i}.0", queries);
            observe?.Invoke($"layers.{i}.1", keys);
        }

        T h = Attention(
            scope["final_attn_token_to_image"], config, ops.Add(queries, tokens), ops.Add(keys, imagePosition), keys, config.Downsample);
        queries = Layers.LayerNorm(scope["norm_final_attn"], ops.Add(queries, h), config.Width, Epsilon);
        observe?.Invoke("0", queries);
        observe?.Invoke("1", keys);
        return (queries, keys);
    }

    private static (T Queries, T Keys) Block<T>(
        ParameterScope<T> scope, SamDecoderConfig config, T queries, T keys, T queryPosition, T keyPosition, bool isFirst)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width;

        // The first block's queries are their own position; its attention replaces them.
        T placed = isFirst ? queries : ops.Add(queries, queryPosition);
        T h = Attention(scope["self_attn"], config, placed, placed, queries, downsample: 1);
        queries = Layers.LayerNorm(scope["norm1"], isFirst ? h : ops.Add(queries, h), c, Epsilon);

        T picture = ops.Add(keys, keyPosition);
        h = Attention(scope["cross_attn_token_to_image"], config, ops.Add(queries, queryPosition), picture, keys, config.Downsample);
        queries = Layers.LayerNorm(scope["norm2"], ops.Add(queries, h), c, Epsilon);

        ParameterScope<T> mlp = scope["mlp"];
        (string first, string second) = config.IsSecond && !config.IsThird ? ("layers.0", "layers.1") : ("lin1", "lin2");
        h = Layers.Linear(mlp[second], ops.Relu(Layers.Linear(mlp[first], queries, c, config.HiddenDim)), config.HiddenDim, c);
        queries = Layers.LayerNorm(scope["norm3"], ops.Add(queries, h), c, Epsilon);

        h = Attention(scope["cross_attn_image_to_token"], config, picture, ops.Add(queries, queryPosition), queries, config.Downsample);
        return (queries, Layers.LayerNorm(scope["norm4"], ops.Add(keys, h), c, Epsilon));
    }

    private static T Attention<T>(ParameterScope<T> scope, SamDecoderConfig config, T q, T k, T v, int downsample)
        where T : class
    {
        int c = config.Width, inner = c / downsample;
        T attended = scope.Ops.Attention(
            Layers.Linear(scope["q_proj"], q, c, inner),
            Layers.Linear(scope["k_proj"], k, c, inner),
            Layers.Linear(scope["v_proj"], v, c, inner),
            config.NumHeads);
        return Layers.Linear(scope["out_proj"], attended, inner, c);
    }
}

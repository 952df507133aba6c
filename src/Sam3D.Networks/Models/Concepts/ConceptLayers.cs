namespace Sam3D.Networks;

/// <summary>Layers that the networks of concept prompts share.</summary>
internal static class ConceptLayers
{
    /// <summary>ε of their layer norms.</summary>
    public const float Epsilon = 1e-5f;

    /// <summary>Linear layers with ReLU between them (official <c>MLP</c>).</summary>
    public static T Mlp<T>(ParameterScope<T> scope, T x, params ReadOnlySpan<int> widths)
        where T : class
    {
        for (int i = 0; i + 1 < widths.Length; i++)
        {
            x = Layers.Linear(scope["layers"][i], x, widths[i], widths[i + 1]);
            x = i + 2 < widths.Length ? scope.Ops.Relu(x) : x;
        }

        return x;
    }

    /// <summary>
    /// A layer that attends to its own tokens, then to others (official <c>TransformerEncoderLayer</c>, norms first).
    /// </summary>
    /// <param name="scope">The layer in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="x">[1, N, C].</param>
    /// <param name="position">Of x, added to queries and keys of the first attention; or <see langword="null"/>.</param>
    /// <param name="keys">[1, M, C].</param>
    /// <param name="values">[1, M, C].</param>
    /// <param name="mask">[1, M], or <see langword="null"/>.</param>
    public static T Encode<T>(ParameterScope<T> scope, ConceptHeadConfig config, T x, T? position, T keys, T values, T? mask)
        where T : class => AttendOthers(scope, config, AttendSelf(scope, config, x, position), keys, values, mask);

    /// <summary>The first half of the layer: x attends to itself.</summary>
    public static T AttendSelf<T>(ParameterScope<T> scope, ConceptHeadConfig config, T x, T? position)
        where T : class
    {
        T h = Layers.LayerNorm(scope["norm1"], x, config.Width, Epsilon);
        T placed = position is null ? h : scope.Ops.Add(h, position);
        return scope.Ops.Add(x, PackedAttention.Apply(scope["self_attn"], placed, placed, h, config.Width, config.NumHeads));
    }

    /// <summary>The second half: x attends to others, then the MLP.</summary>
    public static T AttendOthers<T>(ParameterScope<T> scope, ConceptHeadConfig config, T x, T keys, T values, T? mask)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width, heads = config.NumHeads;
        T h = Layers.LayerNorm(scope["norm2"], x, c, Epsilon);
        x = ops.Add(x, PackedAttention.Apply(scope["cross_attn_image"], h, keys, values, c, heads, mask));
        h = Layers.LayerNorm(scope["norm3"], x, c, Epsilon);
        return ops.Add(x, FeedForward(scope, config, h));
    }

    /// <summary>Linear, ReLU, linear.</summary>
    public static T FeedForward<T>(ParameterScope<T> scope, ConceptHeadConfig config, T x)
        where T : class
    {
        T h = scope.Ops.Relu(Layers.Linear(scope["linear1"], x, config.Width, config.HiddenDim));
        return Layers.Linear(scope["linear2"], h, config.HiddenDim, config.Width);
    }

    /// <summary>ln(p / (1 − p)) with both held above ε (official <c>inverse_sigmoid</c>).</summary>
    public static T InverseSigmoid<T>(ITensorOps<T> ops, T p)
        where T : class
    {
        const float Least = 1e-3f;
        T rest = ops.Subtract(ops.Constant([1f], 1, 1, 1), p);
        return ops.Log(ops.Divide(ops.Clamp(p, Least, 1), ops.Clamp(rest, Least, 1)));
    }

    /// <summary>Maps [1, C, G, G] as tokens [1, G², C].</summary>
    public static T Tokens<T>(ITensorOps<T> ops, T map, int channels, int grid)
        where T : class => ops.Transpose(ops.Reshape(map, 1, channels, grid * grid), 0, 2, 1);

    /// <summary>Sine positions of the picture as tokens, [1, G², C].</summary>
    public static T Positions<T>(ITensorOps<T> ops, int channels, int grid)
        where T : class => Tokens(ops, ops.Constant(SinePosition.Create(channels, grid, grid), 1, channels, grid, grid), channels, grid);
}

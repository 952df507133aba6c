namespace Sam3D.Networks;

/// <summary>PyTorch's <c>nn.MultiheadAttention</c>: the projections of queries, keys and values are stored as one.</summary>
internal static class PackedAttention
{
    /// <summary>Attends, over all keys or those of a mask.</summary>
    /// <param name="scope">The attention in the state dict.</param>
    /// <param name="q">[B, Nq, C].</param>
    /// <param name="k">[B, Nk, C].</param>
    /// <param name="v">[B, Nk, C].</param>
    /// <param name="width">C.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="mask">[B, Nk], 1 for keys that take part; or <see langword="null"/>.</param>
    /// <param name="bias">[1, heads, Nq, Nk], added to the scores; or <see langword="null"/>.</param>
    public static T Apply<T>(ParameterScope<T> scope, T q, T k, T v, int width, int heads, T? mask = null, T? bias = null)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T[] parts = Project(scope, q, k, v, width);
        T attended = mask is not null ? ops.MaskedAttention(parts[0], parts[1], parts[2], mask, heads)
            : ops.Attention(parts[0], parts[1], parts[2], heads, bias);
        return Layers.Linear(scope["out_proj"], attended, width, width);
    }

    /// <summary>The projected queries, keys and values.</summary>
    public static T[] Project<T>(ParameterScope<T> scope, T q, T k, T v, int width)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T[] weights = ops.Split(scope.Get("in_proj_weight", 3 * width, width), 0, width, width, width);
        T[] biases = ops.Split(scope.Get("in_proj_bias", 3 * width), 0, width, width, width);
        return [ops.Linear(q, weights[0], biases[0]), ops.Linear(k, weights[1], biases[1]), ops.Linear(v, weights[2], biases[2])];
    }
}

namespace Sam3D.Networks;

/// <summary>
/// A pre-norm vision-transformer block: official <c>dinov2.layers.Block</c> (with LayerScale) and <c>timm</c>'s <c>Block</c> (without).
/// LayerNorm ε 1e-6, affine; exact GELU.
/// </summary>
internal static class VitBlock
{
    private const float Epsilon = 1e-6f;

    public static T Apply<T>(ParameterScope<T> scope, T x, int width, int heads, int hidden, bool layerScale)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T h = Layers.LayerNorm(scope["norm1"], x, width, Epsilon); // [B, N, C]
        T qkv = Layers.Linear(scope["attn.qkv"], h, width, 3 * width); // [B, N, 3C]
        T[] parts = ops.Split(qkv, 2, width, width, width); // 3 × [B, N, C]
        h = ops.Attention(parts[0], parts[1], parts[2], heads);
        h = Layers.Linear(scope["attn.proj"], h, width, width);
        x = ops.Add(x, Scale(scope["ls1"], h, width, layerScale));

        h = Layers.LayerNorm(scope["norm2"], x, width, Epsilon);
        h = Layers.Mlp(scope["mlp"], "fc1", "fc2", h, width, hidden, GeluKind.Erf);
        return ops.Add(x, Scale(scope["ls2"], h, width, layerScale));
    }

    /// <summary>The first token of the block's output, where no other is wanted: only it asks, and only it passes what follows the attention.</summary>
    /// <returns>[B, 1, C].</returns>
    public static T ApplyToFirst<T>(ParameterScope<T> scope, T x, int tokens, int width, int heads, int hidden)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        ParameterScope<T> qkv = scope["attn.qkv"];
        T[] weights = ops.Split(qkv.Get("weight", 3 * width, width), 0, width, 2 * width), biases = ops.Split(qkv.Get("bias", 3 * width), 0, width, 2 * width);
        T h = Layers.LayerNorm(scope["norm1"], x, width, Epsilon); // [B, N, C]
        T q = ops.Linear(First(ops, h, tokens), weights[0], biases[0]); // [B, 1, C]
        T[] kv = ops.Split(ops.Linear(h, weights[1], biases[1]), 2, width, width); // 2 × [B, N, C]
        h = ops.Attention(q, kv[0], kv[1], heads);
        x = ops.Add(First(ops, x, tokens), Layers.Linear(scope["attn.proj"], h, width, width));
        h = Layers.LayerNorm(scope["norm2"], x, width, Epsilon);
        return ops.Add(x, Layers.Mlp(scope["mlp"], "fc1", "fc2", h, width, hidden, GeluKind.Erf));
    }

    private static T First<T>(ITensorOps<T> ops, T x, int tokens)
        where T : class => ops.Split(x, 1, 1, tokens - 1)[0];

    private static T Scale<T>(ParameterScope<T> scope, T x, int width, bool layerScale)
        where T : class => layerScale ? scope.Ops.Multiply(x, scope.Get("gamma", width)) : x;
}

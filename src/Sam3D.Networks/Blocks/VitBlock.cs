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

    private static T Scale<T>(ParameterScope<T> scope, T x, int width, bool layerScale)
        where T : class => layerScale ? scope.Ops.Multiply(x, scope.Get("gamma", width)) : x;
}

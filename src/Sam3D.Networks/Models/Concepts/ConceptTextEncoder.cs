namespace Sam3D.Networks;

/// <summary>The text encoder of SAM 3 (official <c>VETextEncoder</c>): the causal transformer of CLIP (Radford et al., arXiv 2103.00020), and a linear layer on every token.</summary>
public static class ConceptTextEncoder
{
    private const float Epsilon = 1e-5f;

    // exp of it is 0 beside any score, in float16 too.
    private const float Forbidden = -10_000;

    /// <summary>Encodes prompts.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The encoder in the state dict, <c>backbone.language_backbone</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="ids">Integers [B, L]. Padding is not left out here, but where the tokens are used.</param>
    /// <returns>[B, L, C].</returns>
    public static T Apply<T>(ParameterScope<T> scope, ConceptTextConfig config, T ids)
        where T : class => Apply(scope, config, ids, null);

    internal static T Apply<T>(ParameterScope<T> scope, ConceptTextConfig config, T ids, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.TextWidth, length = config.ContextLength, heads = config.NumHeads;
        ParameterScope<T> encoder = scope["encoder"];
        T x = ops.GatherRows(encoder["token_embedding"].Get("weight", config.Vocabulary, c), ids); // [B, L, C]
        observe?.Invoke("inputs_embeds", x);
        x = ops.Add(x, ops.Reshape(encoder.Get("positional_embedding", length, c), 1, length, c));
        T causal = ops.Constant(Causal(length, heads), 1, heads, length, length);
        for (int i = 0; i < config.Depth; i++)
        {
            ParameterScope<T> block = encoder["transformer.resblocks"][i];
            T h = Layers.LayerNorm(block["ln_1"], x, c, Epsilon);
            T[] parts = PackedAttention.Project(block["attn"], h, h, h, c);
            h = ops.Attention(parts[0], parts[1], parts[2], heads, causal);
            x = ops.Add(x, Layers.Linear(block["attn.out_proj"], h, c, c));
            h = Layers.LayerNorm(block["ln_2"], x, c, Epsilon);
            x = ops.Add(x, Layers.Mlp(block["mlp"], "c_fc", "c_proj", h, c, config.MlpRatio * c, GeluKind.Erf));
            observe?.Invoke($"encoder.transformer.resblocks.{i}", x);
        }

        x = Layers.LayerNorm(encoder["ln_final"], x, c, Epsilon);
        observe?.Invoke("encoder.ln_final", x);
        return Layers.Linear(scope["resizer"], x, c, config.OutChannels);
    }

    /// <summary>[heads, L, L]: each token sees itself and those before.</summary>
    private static float[] Causal(int length, int heads)
    {
        float[] bias = new float[heads * length * length];
        for (int i = 0; i < bias.Length; i++)
        {
            bias[i] = i % length > i / length % length ? Forbidden : 0;
        }

        return bias;
    }
}

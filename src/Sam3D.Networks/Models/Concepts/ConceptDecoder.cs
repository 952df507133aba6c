namespace Sam3D.Networks;

/// <summary>
/// Finds objects (SAM 3; official <c>TransformerDecoder</c>): queries with boxes that each layer refines, and a token that tells whether there is any object at all.
/// </summary>
public static class ConceptDecoder
{
    private const float Epsilon = ConceptLayers.Epsilon;

    /// <summary>Runs all layers.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The decoder in the state dict, <c>transformer.decoder</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">What <see cref="ConceptFusionEncoder"/> gives, [1, G², C].</param>
    /// <param name="prompt">[1, P, C].</param>
    /// <param name="valid">[1, P].</param>
    public static ConceptObjects<T> Apply<T>(ParameterScope<T> scope, ConceptHeadConfig config, T image, T prompt, T valid)
        where T : class => Apply(scope, config, image, prompt, valid, null);

    internal static ConceptObjects<T> Apply<T>(ParameterScope<T> scope, ConceptHeadConfig config, T image, T prompt, T valid, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width, count = config.Queries;
        T queries = ops.Reshape(scope["query_embed"].Get("weight", count, c), 1, count, c), presence = ops.Reshape(scope["presence_token"].Get("weight", 1, c), 1, 1, c);
        T boxes = ops.Sigmoid(ops.Reshape(scope["reference_points"].Get("weight", count, 4), 1, count, 4));
        T keys = ops.Add(image, ConceptLayers.Positions(ops, c, config.Grid)), found = queries;
        for (int i = 0; i < config.DecoderDepth; i++)
        {
            observe?.Invoke($"dec_ref.{i}", boxes);
            T position = ConceptLayers.Mlp(scope["ref_point_head"], BoxPosition.Sines(ops, boxes, c), 2 * c, c, c);
            observe?.Invoke($"ref_point_head@{i}", position);
            T bias = BoxPosition.Bias(scope, config, boxes); // [1, heads, Q, G²]
            observe?.Invoke($"rpb_layer{i}", bias);

            T tokens = Layer(scope["layers"][i], config, ops.Concat(1, presence, queries), position, bias, image, keys, prompt, valid);
            (presence, queries) = (ops.Take(tokens, 1, 1), ops.Skip(tokens, 1, 1));
            observe?.Invoke($"layers.{i}.0", queries);
            observe?.Invoke($"layers.{i}.1", presence);

            found = Layers.LayerNorm(scope["norm"], queries, c, Epsilon);
            observe?.Invoke($"dec_hs.{i}", found);
            boxes = ops.Sigmoid(ops.Add(ConceptLayers.Mlp(scope["bbox_embed"], found, c, c, c, 4), ConceptLayers.InverseSigmoid(ops, boxes)));
        }

        return new ConceptObjects<T>(found, boxes, Presence(scope, presence, c));
    }

    private static T Presence<T>(ParameterScope<T> scope, T token, int c)
        where T : class =>
        ConceptLayers.Mlp(scope["presence_token_head"], Layers.LayerNorm(scope["presence_token_out_norm"], token, c, Epsilon), c, c, c, 1);

    /// <summary>A layer on the presence token and the queries, [1, 1 + Q, C]. The presence token has no place.</summary>
    private static T Layer<T>(
        ParameterScope<T> scope, ConceptHeadConfig config, T x, T position, T bias, T image, T keys, T prompt, T valid)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width, heads = config.NumHeads;
        T nowhere = ops.Constant(new float[c], 1, 1, c);
        T places = ops.Concat(1, nowhere, position);
        T unbiased = ops.Constant(new float[heads * config.Grid * config.Grid], 1, heads, 1, config.Grid * config.Grid);

        T placed = ops.Add(x, places);
        T h = PackedAttention.Apply(scope["self_attn"], placed, placed, x, c, heads);
        x = Layers.LayerNorm(scope["norm2"], ops.Add(x, h), c, Epsilon);
        h = PackedAttention.Apply(scope["ca_text"], ops.Add(x, places), prompt, prompt, c, heads, valid);
        x = Layers.LayerNorm(scope["catext_norm"], ops.Add(x, h), c, Epsilon);
        h = PackedAttention.Apply(scope["cross_attn"], ops.Add(x, places), keys, image, c, heads, bias: ops.Concat(2, unbiased, bias));
        x = Layers.LayerNorm(scope["norm1"], ops.Add(x, h), c, Epsilon);
        return Layers.LayerNorm(scope["norm3"], ops.Add(x, ConceptLayers.FeedForward(scope, config, x)), c, Epsilon);
    }
}

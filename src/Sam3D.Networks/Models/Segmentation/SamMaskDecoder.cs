namespace Sam3D.Networks;

/// <summary>
/// The mask decoder of SAM (Kirillov et al., arXiv 2304.02643; official <c>MaskDecoder</c>) and of SAM 2 (Ravi et al., arXiv 2408.00714; official
/// <c>sam2.modeling.sam.mask_decoder.MaskDecoder</c>).
/// </summary>
public static class SamMaskDecoder
{
    /// <summary>Predicts the masks of prompts. Sizes of the batch broadcast: one picture serves many prompts.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The mask decoder in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">The embedding of the picture, [1 or B, C, G, G].</param>
    /// <param name="position">[1, C, G, G], see <see cref="SamPromptEncoder.DensePosition"/>.</param>
    /// <param name="sparse">Tokens of points, [B, N, C].</param>
    /// <param name="dense">The encoded mask, [B, C, G, G].</param>
    /// <param name="highResolution">SAM 2: [1 or B, C / 8, 4G, 4G] and [1 or B, C / 4, 2G, 2G], projected; else empty.</param>
    public static SamMasks<T> Apply<T>(
        ParameterScope<T> scope, SamDecoderConfig config, T image, T position, T sparse, T dense, IReadOnlyList<T> highResolution)
        where T : class => Apply(scope, config, image, position, sparse, dense, highResolution, null);

    internal static SamMasks<T> Apply<T>(
        ParameterScope<T> scope, SamDecoderConfig config, T image, T position, T sparse, T dense, IReadOnlyList<T> highResolution, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width, side = config.Grid, masks = config.MaskTokens, before = config.IsSecond ? 1 : 0;

        // 1. Tokens: (object score,) quality, masks, prompt.
        T own = scope["iou_token"].Get("weight", 1, c);
        own = config.IsSecond ? ops.Concat(0, scope["obj_score_token"].Get("weight", 1, c), own) : own;
        own = ops.Reshape(ops.Concat(0, own, scope["mask_tokens"].Get("weight", masks, c)), 1, before + 1 + masks, c);
        T tokens = ops.Concat(1, ops.RepeatBatch(own, sparse), sparse); // [B, T, C]

        // 2. The transformer over tokens and picture.
        T source = ops.Transpose(ops.Reshape(ops.Add(image, dense), 0, c, side * side), 0, 2, 1); // [B, G², C]
        T places = ops.Transpose(ops.Reshape(position, 1, c, side * side), 0, 2, 1); // [1, G², C]
        (T hidden, T picture) = TwoWayTransformer.Apply(
            scope["transformer"], config, source, places, tokens, (name, value) => observe?.Invoke("transformer." + name, value));
        T quality = ops.Reshape(ops.Gather(hidden, 1, [before]), 0, c);
        T maskTokens = ops.Gather(hidden, 1, [.. Enumerable.Range(before + 1, masks).Select(i => (long)i)]); // [B, M, C]

        // 3. The picture at four times the resolution.
        T map = Upscale(scope, config, ops.Reshape(ops.Transpose(picture, 0, 2, 1), 0, c, side, side), highResolution, observe); // [B, C / 8, 4G, 4G]

        // 4. A mask is the product of a vector from its token and each pixel.
        T[] vectors = [.. Enumerable.Range(0, masks).Select(i => MaskVector(scope, config, maskTokens, i, observe))]; // [B, 1, C / 8]
        T flat = ops.Reshape(map, 0, c / 8, -1);
        T logits = ops.Reshape(ops.MatMul(ops.Concat(1, vectors), flat), 0, masks, config.MaskSide, config.MaskSide);

        // 5. Scores.
        T scores = Mlp(scope["iou_prediction_head"], quality, c, config.IouHidden, masks, config.IouDepth); // [B, M]
        scores = config.IsSecond ? ops.Sigmoid(scores) : scores;
        observe?.Invoke("iou_prediction_head", scores);
        T? objectScore = config.IsSecond
            ? Mlp(scope["pred_obj_score_head"], ops.Reshape(ops.Gather(hidden, 1, [0]), 0, c), c, c, 1, 3)
            : null;
        if (objectScore is not null)
        {
            observe?.Invoke("pred_obj_score_head", objectScore);
        }

        return new SamMasks<T>(logits, scores, maskTokens, objectScore);
    }

    /// <summary>SAM 2: the two finer levels of the image encoder as the decoder takes them (official <c>conv_s0</c>, <c>conv_s1</c>).</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The mask decoder in the state dict.</param>
    /// <param name="width">C.</param>
    /// <param name="levels">[1, C, 4G, 4G] and [1, C, 2G, 2G].</param>
    public static IReadOnlyList<T> Project<T>(ParameterScope<T> scope, int width, IReadOnlyList<T> levels)
        where T : class =>
    [
        MapLayers.Conv(scope["conv_s0"], levels[0], width, width / 8, 1),
        MapLayers.Conv(scope["conv_s1"], levels[1], width, width / 4, 1),
    ];

    private static T Upscale<T>(
        ParameterScope<T> scope, SamDecoderConfig config, T x, IReadOnlyList<T> highResolution, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width;
        ParameterScope<T> layers = scope["output_upscaling"];
        T h = ops.ConvTranspose2d(x, layers[0].Get("weight", c, c / 4, 2, 2), layers[0].Get("bias", c / 4), 2);
        observe?.Invoke("output_upscaling.0", h);
        h = config.IsSecond ? ops.Add(h, highResolution[1]) : h;
        h = ops.Gelu(MapLayers.LayerNorm2d(layers[1], h, c / 4));
        h = ops.ConvTranspose2d(h, layers[3].Get("weight", c / 4, c / 8, 2, 2), layers[3].Get("bias", c / 8), 2);
        observe?.Invoke("output_upscaling.3", h);
        return ops.Gelu(config.IsSecond ? ops.Add(h, highResolution[0]) : h);
    }

    private static T MaskVector<T>(ParameterScope<T> scope, SamDecoderConfig config, T tokens, int index, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width;
        T token = ops.Reshape(ops.Gather(tokens, 1, [index]), 0, c);
        T vector = Mlp(scope["output_hypernetworks_mlps"][index], token, c, c, c / 8, 3); // [B, C / 8]
        observe?.Invoke($"output_hypernetworks_mlps.{index}", vector);
        return ops.Reshape(vector, 0, 1, c / 8);
    }

    /// <summary>Official <c>MLP</c>: linear layers with ReLU between them.</summary>
    private static T Mlp<T>(ParameterScope<T> scope, T x, int input, int hidden, int output, int depth)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        for (int i = 0; i < depth; i++)
        {
            bool isLast = i == depth - 1;
            x = Layers.Linear(scope["layers"][i], x, i == 0 ? input : hidden, isLast ? output : hidden);
            x = isLast ? x : ops.Relu(x);
        }

        return x;
    }
}

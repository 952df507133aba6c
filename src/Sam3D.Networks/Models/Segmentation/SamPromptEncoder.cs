namespace Sam3D.Networks;

/// <summary>
/// The prompt encoder of SAM (Kirillov et al., arXiv 2304.02643; official <c>PromptEncoder</c>, equal in SAM 2): clicks and corners of boxes become tokens, a mask becomes a map
/// that is added to the image embedding.
/// </summary>
public static class SamPromptEncoder
{
    private const int Labels = 4;

    /// <summary>Encodes points.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The prompt encoder in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="points">[B, N, 2]: x and y in pixels of the network's picture.</param>
    /// <param name="labels">[B, N]: −1 for no point, 0 beside the object, 1 on it, 2 and 3 the corners of a box. The caller adds the point that stands for none.</param>
    /// <returns>[B, N, C].</returns>
    public static T Points<T>(ParameterScope<T> scope, SamDecoderConfig config, T points, T labels)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T centred = ops.Add(points, ops.Constant([0.5f], 1, 1, 1));
        T position = Position(scope, config, ops.Multiply(centred, ops.Constant([1f / config.ImageSize], 1, 1, 1))); // [B, N, C]
        T column = ops.Reshape(labels, 0, 0, 1); // [B, N, 1]
        T none = ops.EqualTo(column, -1);
        T tokens = ops.Multiply(position, ops.Subtract(ops.Constant([1f], 1, 1, 1), none));
        tokens = ops.Add(tokens, ops.Multiply(none, scope["not_a_point_embed"].Get("weight", 1, config.Width)));
        for (int label = 0; label < Labels; label++)
        {
            T learned = scope["point_embeddings"][label].Get("weight", 1, config.Width);
            tokens = ops.Add(tokens, ops.Multiply(ops.EqualTo(column, label), learned));
        }

        return tokens;
    }

    /// <summary>Encodes a mask, or none.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The prompt encoder in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="mask">Logits [B, 1, side, side] of an earlier mask.</param>
    /// <param name="has">[1] or [B]: 1 where there is a mask, else 0.</param>
    /// <returns>[B, C, G, G].</returns>
    public static T Mask<T>(ParameterScope<T> scope, SamDecoderConfig config, T mask, T has)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int last = config.MaskChannels, first = last / 4;
        ParameterScope<T> layers = scope["mask_downscaling"];
        T h = MapLayers.Conv(layers[0], mask, 1, first, 2, 2);
        h = ops.Gelu(MapLayers.LayerNorm2d(layers[1], h, first));
        h = MapLayers.Conv(layers[3], h, first, last, 2, 2);
        h = ops.Gelu(MapLayers.LayerNorm2d(layers[4], h, last));
        h = MapLayers.Conv(layers[6], h, last, config.Width, 1); // [B, C, G, G]
        T share = ops.Reshape(has, -1, 1, 1, 1);
        T without = ops.Multiply(
            ops.Subtract(ops.Constant([1f], 1, 1, 1, 1), share), ops.Reshape(scope["no_mask_embed"].Get("weight", 1, config.Width), 1, config.Width, 1, 1));
        return ops.Add(ops.Multiply(h, share), without);
    }

    /// <summary>Positions of the image embedding's pixels, [1, C, G, G]: of their centres.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The prompt encoder in the state dict.</param>
    /// <param name="config">Sizes.</param>
    public static T DensePosition<T>(ParameterScope<T> scope, SamDecoderConfig config)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int side = config.Grid;
        float[] centres = new float[side * side * 2];
        for (int i = 0; i < side * side; i++)
        {
            centres[2 * i] = ((i % side) + 0.5f) / side;
            centres[(2 * i) + 1] = ((i / side) + 0.5f) / side;
        }

        T position = Position(scope, config, ops.Constant(centres, 1, side * side, 2)); // [1, G², C]
        return ops.Reshape(ops.Transpose(position, 0, 2, 1), 1, config.Width, side, side);
    }

    /// <summary>Random Fourier features of x and y in 0 to 1 (official <c>PositionEmbeddingRandom</c>).</summary>
    private static T Position<T>(ParameterScope<T> scope, SamDecoderConfig config, T coordinates)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T centred = ops.Subtract(ops.Multiply(coordinates, ops.Constant([2f], 1, 1, 1)), ops.Constant([1f], 1, 1, 1));
        T angles = ops.MatMul(centred, scope["pe_layer"].Get("positional_encoding_gaussian_matrix", 2, config.Width / 2));
        angles = ops.Multiply(angles, ops.Constant([2 * MathF.PI], 1, 1, 1));
        return ops.Concat(2, ops.Sin(angles), ops.Cos(angles));
    }
}

namespace Sam3D.Networks;

/// <summary>Makes the masks of queries (SAM 3; official <c>UniversalSegmentationHead</c> with <c>PixelDecoder</c>), and one map of all that the prompt means.</summary>
public static class ConceptMaskHead
{
    /// <summary>Makes masks.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The head in the state dict, <c>segmentation_head</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="levels">The finer maps of the image encoder: [1, C, 4G, 4G] and [1, C, 2G, 2G].</param>
    /// <param name="image">What <see cref="ConceptFusionEncoder"/> gives, [1, G², C].</param>
    /// <param name="queries">[1, Q, C].</param>
    /// <param name="prompt">[1, P, C].</param>
    /// <param name="valid">[1, P].</param>
    /// <returns>Logits of masks [1, Q, 4G, 4G] and of the whole concept [1, 1, 4G, 4G].</returns>
    public static (T Masks, T Whole) Apply<T>(
        ParameterScope<T> scope, ConceptHeadConfig config, IReadOnlyList<T> levels, T image, T queries, T prompt, T valid)
        where T : class => Apply(scope, config, levels, image, queries, prompt, valid, null);

    internal static (T Masks, T Whole) Apply<T>(
        ParameterScope<T> scope, ConceptHeadConfig config, IReadOnlyList<T> levels, T image, T queries, T prompt, T valid, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width, grid = config.Grid, side = 4 * grid;
        T h = Layers.LayerNorm(scope["cross_attn_norm"], image, c, ConceptLayers.Epsilon);
        h = PackedAttention.Apply(scope["cross_attend_prompt"], h, prompt, prompt, c, config.NumHeads, valid);
        observe?.Invoke("cross_attend_prompt.0", h);
        T pixels = ops.Reshape(ops.Transpose(ops.Add(image, h), 0, 2, 1), 1, c, grid, grid);
        for (int i = 0; i < levels.Count; i++)
        {
            ParameterScope<T> decoder = scope["pixel_decoder"], norm = decoder["norms"][i];
            T sum = ops.Add(levels[levels.Count - 1 - i], MapLayers.Double(ops, pixels, c, grid << i));
            T map = MapLayers.Conv(decoder["conv_layers"][i], sum, c, c, 3, padding: 1);
            pixels = ops.Relu(ops.GroupNorm(map, norm.Get("weight", c), norm.Get("bias", c), config.PixelNormGroups, c, ConceptLayers.Epsilon));
        }

        observe?.Invoke("pixel_decoder", pixels);
        T instances = MapLayers.Conv(scope["instance_seg_head"], pixels, c, c, 1);
        observe?.Invoke("instance_seg_head", instances);
        T vectors = ConceptLayers.Mlp(scope["mask_predictor.mask_embed"], queries, c, c, c, c);
        observe?.Invoke("mask_predictor.mask_embed", vectors);
        T masks = ops.Reshape(ops.MatMul(vectors, ops.Reshape(instances, 1, c, side * side)), 1, config.Queries, side, side);
        return (masks, MapLayers.Conv(scope["semantic_seg_head"], pixels, c, 1, 1));
    }
}

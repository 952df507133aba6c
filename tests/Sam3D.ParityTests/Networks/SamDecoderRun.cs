using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Prompt encoder and mask decoder as one network, with what is between them.</summary>
internal static class SamDecoderRun
{
    public static NetworkRun Record(WeightSet weights, SamDecoderConfig config) => NetworkRun.Record(weights, b =>
    {
        int c = config.Width, g = config.Grid;
        var root = new ParameterScope<NetworkTensor>(b.Ops);
        ParameterScope<NetworkTensor> prompts = root[config.PromptScope];
        NetworkTensor image = b.Input("image_embeddings", 1, c, g, g);
        NetworkTensor[] finer = config.IsSecond
            ? [b.Input("high_res_feats_0", 1, c / 8, 4 * g, 4 * g), b.Input("high_res_feats_1", 1, c / 4, 2 * g, 2 * g)]
            : [];
        NetworkTensor points = b.Input("point_coords", -1, -2, 2), labels = b.Input("point_labels", -1, -2);
        NetworkTensor mask = b.Input("mask_input", -1, 1, config.MaskSide, config.MaskSide), has = b.Input("has_mask_input", -1);
        NetworkTensor position = SamPromptEncoder.DensePosition(prompts, config);
        NetworkTensor sparse = SamPromptEncoder.Points(prompts, config, points, labels), dense = SamPromptEncoder.Mask(prompts, config, mask, has);
        b.Output("dense_pe", position, 1, c, g, g);
        b.Output("sparse", sparse, -1, -2, c);
        b.Output("dense", dense, -1, c, g, g);
        SamMasks<NetworkTensor> masks = SamMaskDecoder.Apply(root[config.MaskScope], config, image, position, sparse, dense, finer);
        b.Output("masks", masks.Masks, -1, config.MaskTokens, config.MaskSide, config.MaskSide);
        b.Output("iou", masks.Qualities, -1, config.MaskTokens);
    });

    public static IReadOnlyDictionary<string, float[]> Run(
        NetworkRun run, SamDecoderConfig config, SamPoints points, Tensor? mask, (string Name, Tensor Value)[] image)
    {
        int side = config.MaskSide, batch = points.Batch;
        float[] has = new float[batch];
        Array.Fill(has, mask is null ? 0f : 1f);
        return run.Run(
        [
            .. image,
            ("point_coords", points.CoordinateTensor),
            ("point_labels", points.LabelTensor),
            ("mask_input", new Tensor([batch, 1, side, side], mask?.Values ?? new float[batch * side * side])),
            ("has_mask_input", new Tensor([batch], has)),
        ]);
    }

    /// <summary>Some of the entries of the second axis.</summary>
    public static float[] Masks(float[] values, int batch, int first, int count)
    {
        int each = values.Length / batch / 4;
        return [.. Enumerable.Range(0, batch).SelectMany(b => values.Skip(((b * 4) + first) * each).Take(count * each))];
    }
}

using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Records the graphs of promptable segmentation. Names of inputs and outputs are those of the public exports: <c>image</c>, <c>image_embeddings</c>,
/// <c>high_res_feats_0</c>, <c>point_coords</c>, <c>low_res_masks</c> and so on.
/// </summary>
internal static class SegmentationGraphs
{
    /// <summary>SAM 1 or MobileSAM: picture to embedding.</summary>
    /// <param name="builder">The graph.</param>
    /// <param name="encode">The image encoder.</param>
    /// <param name="imageSize">Side of the picture.</param>
    /// <param name="width">Channels of the embedding.</param>
    /// <param name="grid">Side of the embedding.</param>
    public static void RecordEncoder<T>(INetworkBuilder<T> builder, Func<ParameterScope<T>, T, T> encode, int imageSize, int width, int grid)
        where T : class
    {
        T image = builder.Input("image", 1, 3, imageSize, imageSize);
        builder.Output("image_embeddings", encode(new ParameterScope<T>(builder.Ops, SamConfigs.ImageScope), image), 1, width, grid, grid);
    }

    /// <summary>SAM 2: picture to embedding and features of higher resolution.</summary>
    /// <param name="builder">The graph.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="isForVideo">Whether the embedding is also given as it is without <c>no_mem_embed</c>.</param>
    public static void RecordEncoder<T>(INetworkBuilder<T> builder, HieraConfig config, bool isForVideo = false)
        where T : class
    {
        ITensorOps<T> ops = builder.Ops;
        int size = config.ImageSize, c = config.OutChannels;
        var root = new ParameterScope<T>(ops);
        IReadOnlyList<T> levels = Sam2ImageEncoder.Apply(root[SamConfigs.ImageScope], config, builder.Input("image", 1, 3, size, size));
        IReadOnlyList<T> projected = SamMaskDecoder.Project(root["sam_mask_decoder"], c, levels);
        T embedding = ops.Add(levels[2], ops.Reshape(root.Get("no_mem_embed", 1, 1, c), 1, c, 1, 1));
        builder.Output("image_embeddings", embedding, 1, c, size / 16, size / 16);
        builder.Output("high_res_feats_0", projected[0], 1, c / 8, size / 4, size / 4);
        builder.Output("high_res_feats_1", projected[1], 1, c / 4, size / 8, size / 8);
        if (isForVideo)
        {
            builder.Output("pix_feat", levels[2], 1, c, size / 16, size / 16);
        }
    }

    /// <summary>Prompts to masks. The batch is the number of prompts; all share one picture.</summary>
    /// <param name="builder">The graph.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="hasPointers">Whether each mask gets a pointer, for videos.</param>
    public static void RecordDecoder<T>(INetworkBuilder<T> builder, SamDecoderConfig config, bool hasPointers = false)
        where T : class
    {
        int c = config.Width, g = config.Grid, side = config.MaskSide;
        var root = new ParameterScope<T>(builder.Ops);
        T image = builder.Input("image_embeddings", 1, c, g, g);
        T[] highResolution = config.IsSecond
            ? [builder.Input("high_res_feats_0", 1, c / 8, 4 * g, 4 * g), builder.Input("high_res_feats_1", 1, c / 4, 2 * g, 2 * g)]
            : [];
        T coordinates = builder.Input("point_coords", -1, Points, 2), labels = builder.Input("point_labels", -1, Points);
        T mask = builder.Input("mask_input", -1, 1, side, side), has = builder.Input("has_mask_input", -1);

        ParameterScope<T> prompts = root[config.PromptScope];
        SamMasks<T> masks = SamMaskDecoder.Apply(
            root[config.MaskScope],
            config,
            image,
            SamPromptEncoder.DensePosition(prompts, config),
            SamPromptEncoder.Points(prompts, config, coordinates, labels),
            SamPromptEncoder.Mask(prompts, config, mask, has),
            highResolution);
        builder.Output("low_res_masks", masks.Masks, -1, config.MaskTokens, side, side);
        builder.Output("iou_predictions", masks.Qualities, -1, config.MaskTokens);
        if (masks.ObjectScore is { } score)
        {
            builder.Output("object_score_logits", score, -1, 1);
        }

        if (hasPointers)
        {
            VideoGraphs.RecordPointers(builder, masks, config);
        }
    }

    // The number of points of a prompt: one free size in coordinates and labels.
    private const long Points = -2;
}

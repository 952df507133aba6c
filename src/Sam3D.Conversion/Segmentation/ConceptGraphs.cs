using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Records the graphs of concept prompts, of which <see cref="SegmentationManifest"/> tells inputs and outputs: one for each thing that is new by itself, a picture, a word, boxes, and a question.
/// </summary>
internal static class ConceptGraphs
{
    // Numbers of tokens of exemplars and of a whole prompt: free sizes.
    private const long GeometryTokens = -2, PromptTokens = -3;
    private const int BoxCells = 7 * 7;

    /// <summary>Picture to maps, and the tokens that the detector begins with.</summary>
    /// <param name="builder">The graph.</param>
    /// <param name="config">Sizes of the image encoder.</param>
    /// <param name="head">Sizes of the detector.</param>
    /// <param name="givesTrunk">Whether what clicks need comes out too.</param>
    public static void RecordImage<T>(INetworkBuilder<T> builder, ConceptVisionConfig config, ConceptHeadConfig head, bool givesTrunk)
        where T : class
    {
        int size = config.ImageSize, c = config.OutChannels, g = config.Grid;
        var root = new ParameterScope<T>(builder.Ops);
        ParameterScope<T> backbone = root["backbone.vision_backbone"];
        T trunk = ConceptVisionEncoder.Trunk(backbone["trunk"], config, builder.Input("image", 1, 3, size, size), null);
        IReadOnlyList<T> levels = ConceptVisionEncoder.Neck(backbone["convs"], config, trunk);
        for (int i = 0; i < levels.Count; i++)
        {
            builder.Output(Level(i), levels[i], 1, c, (4 >> i) * g, (4 >> i) * g);
        }

        T tokens = ConceptFusionEncoder.Begin(root["transformer.encoder"], head, ConceptLayers.Tokens(builder.Ops, levels[2], c, g));
        builder.Output("fusion_tokens", tokens, 1, g * g, c);
        if (givesTrunk)
        {
            builder.Output("trunk_features", trunk, 1, config.EmbedDim, g, g);
        }
    }

    /// <summary>What clicks need of a picture (official <c>predict_inst</c>): the second neck, and the levels as the mask decoder takes them.</summary>
    /// <param name="builder">The graph.</param>
    /// <param name="config">Sizes of the image encoder.</param>
    /// <param name="detector">Official name of the part with the neck.</param>
    /// <param name="tracker">Official name of the part with the mask decoder.</param>
    /// <param name="isForVideo">Whether the embedding is also given as it is without <c>no_mem_embed</c>.</param>
    public static void RecordClicks<T>(INetworkBuilder<T> builder, ConceptVisionConfig config, string detector, string tracker, bool isForVideo = false)
        where T : class
    {
        ITensorOps<T> ops = builder.Ops;
        int c = config.OutChannels, g = config.Grid;
        var root = new ParameterScope<T>(ops);
        T trunk = builder.Input("trunk_features", 1, config.EmbedDim, g, g);
        IReadOnlyList<T> levels = ConceptVisionEncoder.Neck(root[detector]["backbone.vision_backbone.sam2_convs"], config, trunk);
        IReadOnlyList<T> projected = SamMaskDecoder.Project(root[tracker]["sam_mask_decoder"], c, levels);
        T nothing = ops.Reshape(root[tracker].Get("no_mem_embed", 1, 1, c), 1, c, 1, 1);
        builder.Output("image_embeddings", ops.Add(levels[2], nothing), 1, c, g, g);
        builder.Output("high_res_feats_0", projected[0], 1, c / 8, 4 * g, 4 * g);
        builder.Output("high_res_feats_1", projected[1], 1, c / 4, 2 * g, 2 * g);
        if (isForVideo)
        {
            builder.Output("pix_feat", levels[2], 1, c, g, g);
        }
    }

    /// <summary>Words to tokens.</summary>
    public static void RecordText<T>(INetworkBuilder<T> builder, ConceptTextConfig config)
        where T : class
    {
        T ids = builder.IndexInput("input_ids", 1, config.ContextLength);
        T tokens = ConceptTextEncoder.Apply(new ParameterScope<T>(builder.Ops)["backbone.language_backbone"], config, ids);
        builder.Output("text_features", tokens, 1, config.ContextLength, config.OutChannels);
    }

    /// <summary>Boxes, or none, to tokens.</summary>
    public static void RecordGeometry<T>(INetworkBuilder<T> builder, ConceptHeadConfig config)
        where T : class
    {
        int c = config.Width, g = config.Grid;
        T image = ConceptLayers.Tokens(builder.Ops, builder.Input(Level(2), 1, c, g, g), c, g);
        var boxes = new ConceptExemplars<T>(
            builder.Input("box_samples", -1, BoxCells, g * g),
            builder.Input("input_boxes", -1, 4),
            builder.Input("box_codes", -1, c + 2),
            builder.IndexInput("input_boxes_labels", -1));
        T tokens = ConceptGeometryEncoder.Apply(new ParameterScope<T>(builder.Ops)["geometry_encoder"], config, image, null, boxes);
        builder.Output("geometry_features", tokens, 1, GeometryTokens, c);
    }

    /// <summary>Picture and prompt to objects.</summary>
    public static void RecordDetector<T>(INetworkBuilder<T> builder, ConceptHeadConfig config)
        where T : class
    {
        int c = config.Width, g = config.Grid, q = config.Queries, side = 4 * g;
        T[] levels = [.. Enumerable.Range(0, 2).Select(i => builder.Input(Level(i), 1, c, (4 >> i) * g, (4 >> i) * g))];
        T tokens = builder.Input("fusion_tokens", 1, g * g, c);
        T prompt = builder.Input("prompt_features", 1, PromptTokens, c), valid = builder.Input("prompt_mask", 1, PromptTokens);
        var root = new ParameterScope<T>(builder.Ops);
        T encoded = ConceptFusionEncoder.Join(root["transformer.encoder"], config, tokens, prompt, valid, null);
        ConceptObjects<T> found = ConceptDecoder.Apply(root["transformer.decoder"], config, encoded, prompt, valid);
        (T masks, T whole) = ConceptMaskHead.Apply(root["segmentation_head"], config, levels, encoded, found.Queries, prompt, valid);
        builder.Output("pred_logits", ConceptScorer.Apply(root["dot_prod_scoring"], config, found.Queries, prompt, valid), 1, q, 1);
        builder.Output("pred_boxes", found.Boxes, 1, q, 4);
        builder.Output("presence_logits", found.Presence, 1, 1, 1);
        builder.Output("pred_masks", masks, 1, q, side, side);
        builder.Output("semantic_seg", whole, 1, 1, side, side);
    }

    private static string Level(int i) => $"fpn_feat_{i}";
}

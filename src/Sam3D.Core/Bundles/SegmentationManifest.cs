using Sam3D.Masks;

namespace Sam3D.Bundles;

/// <summary>
/// The content of the <c>bundle.json</c> of a promptable segmenter: everything that the runtime must know besides its two graphs.
/// </summary>
/// <remarks>
/// The stage <see cref="EncoderStage"/> takes <c>image</c> [1, 3, S, S] and gives <c>image_embeddings</c> and, for SAM 2, <c>high_res_feats_0</c> and <c>high_res_feats_1</c>. The stage
/// <see cref="DecoderStage"/> takes these, <c>point_coords</c> [B, N, 2] in pixels of the square, <c>point_labels</c> [B, N] (−1 no point, 0 beside, 1 on the object, 2 and 3 corners of a
/// box), <c>mask_input</c> [B, 1, side, side] and <c>has_mask_input</c> [B]; it gives <c>low_res_masks</c> [B, M, side, side], <c>iou_predictions</c> [B, M] and, for SAM 2,
/// <c>object_score_logits</c> [B, 1].
/// <para>With <see cref="Tracking"/> there is more, for videos. The encoder, or with <see cref="Concepts"/> the <see cref="ClickStage"/>, also gives <c>pix_feat</c> [1, C, G, G], and the decoder <c>obj_ptrs</c> [B, M, C] and <c>absent_ptr</c> [1, C].
/// <see cref="MemoryAttentionStage"/> makes <c>image_embeddings</c> of <c>pix_feat</c>, <c>memories</c> [F, G², W], their places <c>memory_times</c> [F], <c>pointers</c> [P, C] and their codes
/// <c>pointer_times</c> [P, C]; <see cref="MemoryEncoderStage"/> makes <c>memory</c> [1, G², W] of <c>pix_feat</c>, <c>mask</c> [1, 1, 16G, 16G] and <c>absent</c> [1, 1, 1];
/// <see cref="MaskPromptStage"/> makes <c>mask_input</c> [1, 1, side, side] of <c>mask</c> [1, 1, 16G, 16G].</para>
/// <para>With <see cref="Concepts"/> (SAM 3) the encoder gives <c>fpn_feat_0</c> [1, C, 4G, 4G], <c>fpn_feat_1</c> [1, C, 2G, 2G], <c>fpn_feat_2</c> [1, C, G, G] and <c>fusion_tokens</c>
/// [1, G², C] instead. <see cref="TextStage"/> makes <c>text_features</c> [1, L, C] of <c>input_ids</c> [1, L]; <see cref="GeometryStage"/> makes <c>geometry_features</c> [1, N + 1, C] of
/// <c>fpn_feat_2</c>, <c>box_samples</c> [N, 49, G²], <c>input_boxes</c> [N, 4], <c>box_codes</c> [N, C + 2] and <c>input_boxes_labels</c> [N]; <see cref="DetectorStage"/> takes
/// <c>fpn_feat_0</c>, <c>fpn_feat_1</c>, <c>fusion_tokens</c>, <c>prompt_features</c> [1, P, C] and <c>prompt_mask</c> [1, P], and gives <c>pred_logits</c> [1, Q, 1], <c>pred_boxes</c>
/// [1, Q, 4] (centre and size, 0 to 1), <c>presence_logits</c> [1, 1, 1], <c>pred_masks</c> [1, Q, 4G, 4G] and <c>semantic_seg</c> [1, 1, 4G, 4G].</para>
/// </remarks>
public sealed record SegmentationManifest
{
    /// <summary>The value of <see cref="Format"/> that this version writes and reads.</summary>
    public const string CurrentFormat = "sam3d-segmentation/1";

    /// <summary>The image encoder.</summary>
    public const string EncoderStage = "image_encoder";

    /// <summary>The prompt encoder and mask decoder.</summary>
    public const string DecoderStage = "mask_decoder";

    /// <summary>What conditions a frame on memories, in a bundle with <see cref="Tracking"/>.</summary>
    public const string MemoryAttentionStage = "memory_attention";

    /// <summary>What makes a memory of a frame and a mask.</summary>
    public const string MemoryEncoderStage = "memory_encoder";

    /// <summary>What makes an earlier mask of a user's mask.</summary>
    public const string MaskPromptStage = "mask_prompt";

    /// <summary>The text encoder of a bundle with <see cref="Concepts"/>.</summary>
    public const string TextStage = "text_encoder";

    /// <summary>The encoder of exemplar boxes of such a bundle.</summary>
    public const string GeometryStage = "geometry_encoder";

    /// <summary>What finds the objects of a concept.</summary>
    public const string DetectorStage = "detector";

    /// <summary>
    /// What clicks need of a picture, where such a bundle answers them too: <c>trunk_features</c>, a further output of the image encoder, to what <see cref="DecoderStage"/> takes.
    /// </summary>
    public const string ClickStage = "click_encoder";

    /// <summary>Format and version, <see cref="CurrentFormat"/>.</summary>
    public required string Format { get; init; }

    /// <summary>Short name of the model, for example <c>sam2.1-tiny</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Licence of the weights in a few words.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the weights come from.</summary>
    public required string Origin { get; init; }

    /// <summary>How pictures and prompts go in and masks come out.</summary>
    public required SegmentationSpec Segmentation { get; init; }

    /// <summary>How objects are followed through videos; <see langword="null"/> for a model that cannot.</summary>
    public TrackingSpec? Tracking { get; init; }

    /// <summary>How words and exemplars go in; <see langword="null"/> for a model that takes none.</summary>
    public ConceptSpec? Concepts { get; init; }

    /// <summary>The graphs by stage name.</summary>
    public required IReadOnlyDictionary<string, StageSpec> Stages { get; init; }

    /// <summary>Every file of the bundle besides the manifest itself.</summary>
    public required IReadOnlyList<BundleFile> Files { get; init; }
}

/// <summary>How pictures and prompts go into a segmentation network and masks come out.</summary>
public sealed record SegmentationSpec
{
    /// <summary>Side of the network's square picture in pixels, 1024 in the releases; at most <see cref="BundleLimits.PictureSize"/>.</summary>
    public required int ImageSize { get; init; }

    /// <summary>How a photograph is laid into the square.</summary>
    public required PictureFit Fit { get; init; }

    /// <summary>Mean of red, green and blue, 0 to 255.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [123.675f, 116.28f, 103.53f];

    /// <summary>Standard deviation of red, green and blue, 0 to 255.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [58.395f, 57.12f, 57.375f];

    /// <summary>
    /// Whether the point that stands for none follows corners of a box too. SAM 2 adds it always, SAM 1 only where there is no box.
    /// </summary>
    public required bool PadsBoxes { get; init; }

    /// <summary>
    /// Smallest stability of the mask for prompts that leave no doubt; below it the best of the other masks is taken. 0 takes the first always (SAM 1).
    /// </summary>
    public required float LeastStability { get; init; }

    /// <summary>Offset of the logits for that stability, 0.05 in the release of SAM 2.</summary>
    public float StabilityOffset { get; init; } = 0.05f;

    /// <summary>Largest magnitude of logits that are given back as an earlier mask; 0 for no limit (SAM 1), 32 in SAM 2.</summary>
    public required float LogitLimit { get; init; }
}

/// <summary>How concept prompts go into a network, and which of its answers count.</summary>
public sealed record ConceptSpec
{
    /// <summary>The file of the bundle that holds the merges of the tokenizer: <c>bpe_simple_vocab_16e6.txt.gz</c> or the same as plain text.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Probability above which an object counts, 0 to 1; 0.5 in the release of SAM 3.</summary>
    public required float ScoreThreshold { get; init; }
}

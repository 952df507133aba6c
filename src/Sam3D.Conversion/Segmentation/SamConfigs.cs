using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Reads the configurations of SAM 1, MobileSAM and SAM 2 from the shapes of their tensors, and from tables where shapes do not tell.</summary>
internal static class SamConfigs
{
    /// <summary>Official name of the image encoder.</summary>
    public const string ImageScope = "image_encoder";

    /// <summary>Side of the pictures of all releases.</summary>
    public const int ReleasedImageSize = 1024;

    // Official PatchMerging: maps of these widths are not shrunk any more.
    private static readonly int[] UnshrunkWidths = [320, 448, 576];

    /// <summary>The ViT of SAM 1. Its relative positions tell heads, windows and global blocks.</summary>
    public static SamImageEncoderConfig ImageEncoder(SamShapes shapes)
    {
        const string Blocks = ImageScope + ".blocks";
        int grid = shapes.Size(ImageScope + ".pos_embed", 1), width = shapes.Size(ImageScope + ".pos_embed", 3);
        int patch = shapes.Size(ImageScope + ".patch_embed.proj.weight", 2), depth = shapes.Count(Blocks, "attn.rel_pos_h");
        if (depth == 0)
        {
            throw shapes.Refuse($"there are no relative positions '{Blocks}.0.attn.rel_pos_h', which the image encoder of SAM has");
        }

        int[] windows = [.. Enumerable.Range(0, depth).Select(i => (shapes.Size($"{Blocks}.{i}.attn.rel_pos_h", 0) + 1) / 2)];
        int dim = shapes.Size(Blocks + ".0.attn.rel_pos_h", 1), window = windows.Min();
        if (width % dim != 0 || windows.Any(w => w != grid && w != window))
        {
            throw shapes.Refuse($"the relative positions of windows of {string.Join(", ", windows.Distinct())} tokens and heads of {dim} channels do not fit {width} channels and a grid of {grid}");
        }

        return new SamImageEncoderConfig
        {
            ImageSize = grid * patch,
            PatchSize = patch,
            EmbedDim = width,
            Depth = depth,
            NumHeads = width / dim,
            HiddenDim = shapes.Size(Blocks + ".0.mlp.lin1.weight", 0),
            WindowSize = window,
            GlobalBlocks = [.. Enumerable.Range(0, depth).Where(i => windows[i] == grid)],
            OutChannels = shapes.Size(ImageScope + ".neck.0.weight", 0),
        };
    }

    /// <summary>The TinyViT of MobileSAM.</summary>
    /// <param name="shapes">The checkpoint.</param>
    /// <param name="imageSize">Side of the picture, which no tensor tells.</param>
    /// <param name="scope">Official name of the encoder with its dot.</param>
    public static TinyVitConfig TinyVit(SamShapes shapes, int imageSize, string scope = ImageScope + ".")
    {
        int stages = 1;
        while (shapes.Has($"{scope}layers.{stages}.blocks.0.attn.attention_biases"))
        {
            stages++;
        }

        string Attention(int stage) => $"{scope}layers.{stage}.blocks.0.attn.attention_biases";
        int first = shapes.Size(scope + "patch_embed.seq.2.c.weight", 0);
        int[] widths = [first, .. Enumerable.Range(1, stages - 1).Select(i => shapes.Size($"{scope}layers.{i}.blocks.0.attn.proj.weight", 0))];
        int[] strides = [.. widths.Skip(1).Select(w => UnshrunkWidths.Contains(w) ? 1 : 2)];
        return new TinyVitConfig
        {
            ImageSize = imageSize,
            EmbedDims = widths,
            Depths =
            [
                shapes.Count(scope + "layers.0.blocks", "conv1.c.weight"),
                .. Enumerable.Range(1, stages - 1).Select(i => shapes.Count($"{scope}layers.{i}.blocks", "attn.attention_biases")),
            ],
            NumHeads = [1, .. Enumerable.Range(1, stages - 1).Select(i => shapes.Size(Attention(i), 0))],
            WindowSizes = [1, .. Enumerable.Range(1, stages - 1).Select(i => (int)Math.Sqrt(shapes.Size(Attention(i), 1)))],
            ConvExpand = shapes.Size(scope + "layers.0.blocks.0.conv1.c.weight", 0) / first,
            MlpRatio = shapes.Size($"{scope}layers.{stages - 1}.blocks.0.mlp.fc1.weight", 0) / widths[^1],
            Strides = strides,
            OutChannels = shapes.Size(scope + "neck.0.weight", 0),
        };
    }

    /// <summary>Prompt encoder and mask decoder.</summary>
    /// <param name="shapes">The checkpoint.</param>
    /// <param name="isSecond">Whether it is SAM 2.</param>
    /// <param name="imageSize">Side of the picture.</param>
    /// <param name="grid">Side of the image embedding.</param>
    public static SamDecoderConfig Decoder(SamShapes shapes, bool isSecond, int imageSize, int grid)
    {
        (string prompt, string mask) = isSecond ? ("sam_prompt_encoder", "sam_mask_decoder") : ("prompt_encoder", "mask_decoder");
        string layers = mask + ".transformer.layers", iou = mask + ".iou_prediction_head.layers";
        int width = shapes.Size(mask + ".mask_tokens.weight", 1);
        bool isThird = isSecond && shapes.Has(layers + ".0.mlp.lin1.weight");
        return new SamDecoderConfig
        {
            Width = width,
            ImageSize = imageSize,
            Grid = grid,
            MaskChannels = shapes.Size(prompt + ".mask_downscaling.6.weight", 1),
            HiddenDim = shapes.Size(layers + (isSecond && !isThird ? ".0.mlp.layers.0.weight" : ".0.mlp.lin1.weight"), 0),
            IouHidden = shapes.Size(iou + ".0.weight", 0),
            IouDepth = shapes.Count(iou, "weight"),
            Depth = shapes.Count(layers, "norm1.weight"),
            Downsample = width / shapes.Size(layers + ".0.cross_attn_token_to_image.q_proj.weight", 0),
            MaskTokens = shapes.Size(mask + ".mask_tokens.weight", 0),
            IsSecond = isSecond,
            IsThird = isThird,
        };
    }

    /// <summary>The image encoder of SAM 2, one of the released sizes.</summary>
    public static HieraConfig Hiera(SamShapes shapes)
    {
        int width = shapes.Size(ImageScope + ".trunk.patch_embed.proj.weight", 0);
        int[] stages = Stages(shapes);
        return Sam2Sizes.Find(width, stages) is { } known
            ? known with
            {
                BackgroundGrid = shapes.Size(ImageScope + ".trunk.pos_embed", 2),
                OutChannels = shapes.Size(ImageScope + ".neck.convs.0.conv.weight", 0),
            }
            : throw shapes.Refuse(
                $"an image encoder of {width} channels and {string.Join("-", stages)} blocks is none of the released sizes of SAM 2 ({Sam2Sizes.Names})");
    }

    /// <summary>Blocks of each stage, which doubles the channels.</summary>
    private static int[] Stages(SamShapes shapes)
    {
        const string Blocks = ImageScope + ".trunk.blocks";
        int depth = shapes.Count(Blocks, "norm2.weight");
        return
        [
            .. Enumerable.Range(0, depth).Select(i => shapes.Size($"{Blocks}.{i}.norm2.weight", 0)).GroupBy(w => w).OrderBy(g => g.Key).Select(g => g.Count()),
        ];
    }
}

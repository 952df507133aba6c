using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Reads the configurations of SAM 3's networks for pictures from the shapes of its tensors, and from a table where shapes do not tell.</summary>
internal static class ConceptConfigs
{
    private const string Vision = "backbone.vision_backbone.trunk", Text = "backbone.language_backbone.encoder";

    /// <summary>Whether tensors are those of SAM 3's detector.</summary>
    public static bool Is(SamShapes shapes) => shapes.Has(Vision + ".patch_embed.proj.weight") && shapes.Has("transformer.decoder.query_embed.weight");

    /// <summary>The image encoder.</summary>
    public static ConceptVisionConfig ReadVision(SamShapes shapes, ConceptSizes sizes)
    {
        int width = shapes.Size(Vision + ".patch_embed.proj.weight", 0), depth = shapes.Count(Vision + ".blocks", "norm1.weight");
        int window = (int)Math.Sqrt(shapes.Size(Vision + ".pos_embed", 1) - 1);
        var config = new ConceptVisionConfig
        {
            ImageSize = sizes.ImageSize,
            PatchSize = shapes.Size(Vision + ".patch_embed.proj.weight", 2),
            PositionGrid = window,
            WindowSize = window,
            EmbedDim = width,
            Depth = depth,
            NumHeads = sizes.VisionHeads,
            HiddenDim = shapes.Size(Vision + ".blocks.0.mlp.fc1.weight", 0),
            GlobalBlocks = sizes.GlobalBlocks,
            OutChannels = shapes.Size("backbone.vision_backbone.convs.2.conv_1x1.weight", 0),
        };
        if (width % config.NumHeads != 0 || config.GlobalBlocks.Max() != depth - 1)
        {
            throw shapes.Refuse(
                $"an image encoder of {width} channels and {depth} blocks is not that of SAM 3, which has {sizes.VisionHeads} heads and sees the whole picture in blocks {string.Join(", ", sizes.GlobalBlocks)}");
        }

        CheckRotations(shapes, config);
        return config;
    }

    /// <summary>The text encoder.</summary>
    public static ConceptTextConfig ReadText(SamShapes shapes, ConceptSizes sizes) => new()
    {
        Vocabulary = shapes.Size(Text + ".token_embedding.weight", 0),
        ContextLength = shapes.Size(Text + ".positional_embedding", 0),
        TextWidth = shapes.Size(Text + ".token_embedding.weight", 1),
        NumHeads = sizes.TextHeads,
        Depth = shapes.Count(Text + ".transformer.resblocks", "ln_1.weight"),
        OutChannels = shapes.Size("backbone.language_backbone.resizer.weight", 0),
    };

    /// <summary>What finds concepts in the encoded picture.</summary>
    public static ConceptHeadConfig ReadHead(SamShapes shapes, ConceptSizes sizes, int grid) => new()
    {
        Width = shapes.Size("transformer.decoder.query_embed.weight", 1),
        NumHeads = sizes.HeadHeads,
        HiddenDim = shapes.Size("transformer.encoder.layers.0.linear1.weight", 0),
        Grid = grid,
        EncoderDepth = shapes.Count("transformer.encoder.layers", "norm1.weight"),
        DecoderDepth = shapes.Count("transformer.decoder.layers", "norm1.weight"),
        GeometryDepth = shapes.Count("geometry_encoder.encode", "norm1.weight"),
        Queries = shapes.Size("transformer.decoder.query_embed.weight", 0),
    };

    /// <summary>The release stores its tables of rotations, which tell windows, picture and heads; where they are, they must agree.</summary>
    private static void CheckRotations(SamShapes shapes, ConceptVisionConfig config)
    {
        for (int i = 0; i < config.Depth; i++)
        {
            string name = $"{Vision}.blocks.{i}.attn.freqs_cis";
            int side = config.GlobalBlocks.Contains(i) ? config.Grid : config.WindowSize, pairs = config.EmbedDim / config.NumHeads / 2;
            if (shapes.Has(name) && (shapes.Size(name, 0) != side * side || shapes.Size(name, 1) != pairs))
            {
                throw shapes.Refuse(
                    $"block {i} of the image encoder turns {shapes.Size(name, 0)} tokens by {shapes.Size(name, 1)} angles, expected {side * side} and {pairs} as in SAM 3");
            }
        }
    }
}

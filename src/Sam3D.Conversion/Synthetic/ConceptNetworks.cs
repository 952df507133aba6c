using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>The networks of SAM 3 at any size: what they ask for and compute, and what a checkpoint holds besides.</summary>
internal sealed record ConceptNetworks
{
    /// <summary>SAM 3 as it is released (official <c>model_builder.py</c>).</summary>
    public static ConceptNetworks Released { get; } = new()
    {
        Vision = new ConceptVisionConfig
        {
            ImageSize = new ConceptSizes().ImageSize,
            PositionGrid = 24,
            WindowSize = 24,
            EmbedDim = 1024,
            Depth = 32,
            NumHeads = new ConceptSizes().VisionHeads,
            HiddenDim = 4736,
            GlobalBlocks = new ConceptSizes().GlobalBlocks,
            OutChannels = 256,
        },
        Text = new ConceptTextConfig { Vocabulary = 49408, ContextLength = 32, TextWidth = 1024, NumHeads = new ConceptSizes().TextHeads, Depth = 24, OutChannels = 256 },
        Head = new ConceptHeadConfig
        {
            Width = 256,
            NumHeads = new ConceptSizes().HeadHeads,
            HiddenDim = 2048,
            Grid = 72,
            EncoderDepth = 6,
            DecoderDepth = 6,
            GeometryDepth = 3,
            Queries = 200,
        },
        Clicks = new SamDecoderConfig
        {
            Width = 256,
            ImageSize = new ConceptSizes().ImageSize,
            Grid = 72,
            MaskChannels = 16,
            HiddenDim = 2048,
            IouHidden = 256,
            IsSecond = true,
            IsThird = true,
        },
        MemoryWidth = 64,
        Memories = 7,
        MemoryDepth = 4,
        MemoryHidden = 2048,
    };

    /// <summary>Sizes of the image encoder.</summary>
    public required ConceptVisionConfig Vision { get; init; }

    /// <summary>Sizes of the text encoder.</summary>
    public required ConceptTextConfig Text { get; init; }

    /// <summary>Sizes of what finds concepts.</summary>
    public required ConceptHeadConfig Head { get; init; }

    /// <summary>Sizes of what answers clicks.</summary>
    public required SamDecoderConfig Clicks { get; init; }

    /// <summary>Channels of the tracker's memories.</summary>
    public required int MemoryWidth { get; init; }

    /// <summary>Memories that the tracker attends to.</summary>
    public required int Memories { get; init; }

    /// <summary>Layers of the tracker's attention.</summary>
    public required int MemoryDepth { get; init; }

    /// <summary>Channels inside of that attention's MLPs.</summary>
    public required int MemoryHidden { get; init; }

    /// <summary>Blocks that fuse mask and picture in a memory.</summary>
    public int MemoryFuserDepth { get; init; } = 2;

    /// <summary>A picture.</summary>
    public ShapeOps CountImage() => Count(b => ConceptGraphs.RecordImage(b, Vision, Head, givesTrunk: true));

    /// <summary>A word that was not asked for before.</summary>
    public ShapeOps CountText() => Count(b => ConceptGraphs.RecordText(b, Text));

    /// <summary>Boxes around examples.</summary>
    /// <param name="boxes">At least 1.</param>
    public ShapeOps CountGeometry(int boxes) => Count(b => ConceptGraphs.RecordGeometry(b, Head), (-1, boxes), (-2, boxes + 1));

    /// <summary>A question.</summary>
    /// <param name="boxes">Boxes around examples.</param>
    public ShapeOps CountDetector(int boxes) => Count(b => ConceptGraphs.RecordDetector(b, Head), (-3, Text.ContextLength + boxes + 1));

    /// <summary>Attention to memories, and the encoder of memories.</summary>
    public MemoryConfig Memory => new()
    {
        Width = Clicks.Width,
        MemoryWidth = MemoryWidth,
        Grid = Clicks.Grid,
        HiddenDim = MemoryHidden,
        Depth = MemoryDepth,
        Memories = Memories,
        FuserDepth = MemoryFuserDepth,
        IsThird = true,
    };

    /// <summary>What clicks need of a picture; names begin with those of the checkpoint's parts.</summary>
    public ShapeOps CountClickEncoder() => Count(b => ConceptGraphs.RecordClicks(b, Vision, "detector", "tracker"));

    /// <summary>A click.</summary>
    public ShapeOps CountClick() => Count(b => SegmentationGraphs.RecordDecoder(b, Clicks), (-2, 2));

    /// <summary>Every tensor of the checkpoint, under the official names.</summary>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors(CheckpointType type)
    {
        var all = new OrderedDictionary<string, CheckpointTensor>(StringComparer.Ordinal);
        void Add(string prefix, IEnumerable<KeyValuePair<string, IReadOnlyList<long>>> shapes, CheckpointType stored)
        {
            foreach ((string name, IReadOnlyList<long> shape) in shapes)
            {
                all.TryAdd(prefix + name, new CheckpointTensor(prefix + name, stored, shape));
            }
        }

        foreach (ShapeOps part in (ShapeOps[])[CountImage(), CountText(), CountGeometry(1), CountDetector(0)])
        {
            Add("detector.", part.Parameters, type);
        }

        Add("detector.", Layers(UnusedOfDetector()), type);
        Add("detector.", Rotations(), CheckpointType.Complex64);
        Add("", CountClickEncoder().Parameters, type);
        Add("tracker.", CountClick().Parameters, type);
        Add("tracker.", Layers(Tracker()), type);
        return all;
    }

    private static ShapeOps Count(Action<ShapeBuilder> record, params (long Axis, long Size)[] free)
    {
        var ops = new ShapeOps();
        record(new ShapeBuilder(ops) { Free = free.ToDictionary(f => f.Axis, f => f.Size) });
        return ops;
    }

    private IEnumerable<KeyValuePair<string, IReadOnlyList<long>>> Rotations()
    {
        long pairs = Vision.EmbedDim / Vision.NumHeads / 2;
        for (int i = 0; i < Vision.Depth; i++)
        {
            long side = Vision.GlobalBlocks.Contains(i) ? Vision.Grid : Vision.WindowSize;
            yield return KeyValuePair.Create<string, IReadOnlyList<long>>($"backbone.vision_backbone.trunk.blocks.{i}.attn.freqs_cis", [side * side, pairs]);
        }
    }

    /// <summary>Layers that pictures do not use: the coarsest levels, exemplar points, a third step of the pixel decoder, CLIP's projection.</summary>
    private IEnumerable<(string Name, long[] Weight)> UnusedOfDetector()
    {
        long e = Vision.EmbedDim, c = Head.Width;
        foreach (string neck in (string[])["convs", "sam2_convs"])
        {
            yield return ($"backbone.vision_backbone.{neck}.3.conv_1x1.+", [c, e, 1, 1]);
            yield return ($"backbone.vision_backbone.{neck}.3.conv_3x3.+", [c, c, 3, 3]);
        }

        yield return ("backbone.language_backbone.encoder.text_projection", [Text.TextWidth, 512]);
        yield return ("geometry_encoder.points_direct_project.+", [c, 2]);
        yield return ("geometry_encoder.points_pool_project.+", [c, c]);
        yield return ("geometry_encoder.points_pos_enc_project.+", [c, c]);
        yield return ("segmentation_head.pixel_decoder.conv_layers.2.+", [c, c, 3, 3]);
        yield return ("segmentation_head.pixel_decoder.norms.2.+", [c]);
    }

    /// <summary>The tracker's networks for videos.</summary>
    private IEnumerable<(string Name, long[] Weight)> Tracker()
    {
        long c = Clicks.Width, m = MemoryWidth;
        yield return ("maskmem_tpos_enc", [Memories, 1, 1, m]);
        yield return ("no_mem_pos_enc", [1, 1, c]);
        yield return ("no_obj_ptr", [1, c]);
        yield return ("no_obj_embed_spatial", [1, m]);
        yield return ("mask_downsample.+", [1, 1, 4, 4]);
        for (int i = 0; i < MemoryDepth; i++)
        {
            foreach ((string attention, long keys) in ((string, long)[])[("self_attn", c), ("cross_attn_image", m)])
            {
                yield return ($"transformer.encoder.layers.{i}.{attention}.q_proj.+", [c, c]);
                yield return ($"transformer.encoder.layers.{i}.{attention}.k_proj.+", [c, keys]);
                yield return ($"transformer.encoder.layers.{i}.{attention}.v_proj.+", [c, keys]);
                yield return ($"transformer.encoder.layers.{i}.{attention}.out_proj.+", [c, c]);
            }

            yield return ($"transformer.encoder.layers.{i}.linear1.+", [MemoryHidden, c]);
            yield return ($"transformer.encoder.layers.{i}.linear2.+", [c, MemoryHidden]);
            for (int k = 1; k <= 3; k++)
            {
                yield return ($"transformer.encoder.layers.{i}.norm{k}.+", [c]);
            }
        }

        yield return ("transformer.encoder.norm.+", [c]);
        for (int i = 0; i < 4; i++)
        {
            long output = 4L << (2 * i);
            yield return ($"maskmem_backbone.mask_downsampler.encoder.{3 * i}.+", [output, i == 0 ? 1 : output / 4, 3, 3]);
            yield return ($"maskmem_backbone.mask_downsampler.encoder.{(3 * i) + 1}.+", [output]);
        }

        yield return ("maskmem_backbone.mask_downsampler.encoder.12.+", [c, 256, 1, 1]);
        yield return ("maskmem_backbone.pix_feat_proj.+", [c, c, 1, 1]);
        for (int i = 0; i < MemoryFuserDepth; i++)
        {
            yield return ($"maskmem_backbone.fuser.layers.{i}.gamma", [c]);
            yield return ($"maskmem_backbone.fuser.layers.{i}.dwconv.+", [c, 1, 7, 7]);
            yield return ($"maskmem_backbone.fuser.layers.{i}.norm.+", [c]);
            yield return ($"maskmem_backbone.fuser.layers.{i}.pwconv1.+", [4 * c, c]);
            yield return ($"maskmem_backbone.fuser.layers.{i}.pwconv2.+", [c, 4 * c]);
        }

        yield return ("maskmem_backbone.out_proj.+", [m, c, 1, 1]);
        for (int i = 0; i < 3; i++)
        {
            yield return ($"obj_ptr_proj.layers.{i}.+", [c, c]);
        }

        yield return ("obj_ptr_tpos_proj.+", [m, c]);
    }

    /// <summary>A name that ends in a plus stands for a layer with weight and bias.</summary>
    private static IEnumerable<KeyValuePair<string, IReadOnlyList<long>>> Layers(IEnumerable<(string Name, long[] Weight)> layers)
    {
        foreach ((string name, long[] weight) in layers)
        {
            if (!name.EndsWith('+'))
            {
                yield return KeyValuePair.Create<string, IReadOnlyList<long>>(name, weight);
                continue;
            }

            yield return KeyValuePair.Create<string, IReadOnlyList<long>>(name[..^1] + "weight", weight);
            yield return KeyValuePair.Create<string, IReadOnlyList<long>>(name[..^1] + "bias", [weight[0]]);
        }
    }
}

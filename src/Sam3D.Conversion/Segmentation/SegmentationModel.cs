using Sam3D.Bundles;
using Sam3D.Masks;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>A promptable segmenter as its checkpoint describes it: how to record its two graphs, and what the runtime must know.</summary>
internal sealed class SegmentationModel
{
    private readonly HieraConfig? _hiera;
    private readonly SamImageEncoderConfig? _vit;
    private readonly TinyVitConfig? _tiny;

    private SegmentationModel(SamShapes shapes, SegmentationSizes sizes)
    {
        if (shapes.Has("image_encoder.trunk.patch_embed.proj.weight"))
        {
            _hiera = sizes.Hiera ?? SamConfigs.Hiera(shapes);
            Name = sizes.Hiera is null
                ? $"{(shapes.Has("no_obj_embed_spatial") ? "sam2.1" : "sam2")}-{Sam2Sizes.NameOf(_hiera)}"
                : "sam2";
            Decoder = SamConfigs.Decoder(shapes, isSecond: true, _hiera.ImageSize, _hiera.ImageSize / 16);
            Memory = MemoryConfigs.Has(shapes) ? MemoryConfigs.Read(shapes, Decoder.Grid) : null;
        }
        else if (shapes.Has("image_encoder.patch_embed.seq.0.c.weight"))
        {
            _tiny = SamConfigs.TinyVit(shapes, sizes.ImageSize);
            Name = "mobile-sam";
            Decoder = SamConfigs.Decoder(shapes, isSecond: false, _tiny.ImageSize, _tiny.Grid(_tiny.EmbedDims.Count - 1));
        }
        else
        {
            _vit = SamConfigs.ImageEncoder(shapes);
            Name = _vit.EmbedDim switch { 768 => "sam-vit-b", 1024 => "sam-vit-l", 1280 => "sam-vit-h", _ => "sam" };
            Decoder = SamConfigs.Decoder(shapes, isSecond: false, _vit.ImageSize, _vit.Grid);
        }
    }

    /// <summary>A short name.</summary>
    public string Name { get; }

    /// <summary>Sizes of prompt encoder and mask decoder.</summary>
    public SamDecoderConfig Decoder { get; }

    /// <summary>Sizes of the networks for videos; <see langword="null"/> where there are none.</summary>
    public MemoryConfig? Memory { get; }

    /// <summary>What the runtime must know.</summary>
    public SegmentationSpec Spec => new()
    {
        ImageSize = Decoder.ImageSize,
        Fit = Decoder.IsSecond ? PictureFit.Stretch : PictureFit.LongestSide,
        PadsBoxes = Decoder.IsSecond,
        LeastStability = Decoder.IsSecond ? 0.98f : 0,
        LogitLimit = Decoder.IsSecond ? 32 : 0,
    };

    /// <summary>Whether a checkpoint holds a promptable segmenter.</summary>
    public static bool Is(SamShapes shapes) =>
        (shapes.Has("sam_mask_decoder.mask_tokens.weight") && shapes.Has("image_encoder.trunk.patch_embed.proj.weight"))
        || (shapes.Has("mask_decoder.mask_tokens.weight") && shapes.Has("image_encoder.neck.0.weight"));

    /// <summary>Reads a checkpoint's shapes.</summary>
    /// <exception cref="CheckpointException">It is no SAM, or none of a known size.</exception>
    public static SegmentationModel Read(SamShapes shapes, SegmentationSizes sizes) => Is(shapes)
        ? new SegmentationModel(shapes, sizes)
        : throw shapes.Refuse("it holds none of SAM (ViT-B, ViT-L, ViT-H), MobileSAM, SAM 2 and SAM 3 by its tensors; give the official .pth or .pt file, or the folder of a SAM 3D Objects checkpoint");

    /// <summary>Records the image encoder.</summary>
    public void RecordEncoder<T>(INetworkBuilder<T> builder)
        where T : class
    {
        if (_hiera is { } hiera)
        {
            SegmentationGraphs.RecordEncoder(builder, hiera, isForVideo: Memory is not null);
            return;
        }

        SegmentationGraphs.RecordEncoder(
            builder,
            (scope, image) => _vit is { } vit ? SamImageEncoder.Apply(scope, vit, image) : TinyVitEncoder.Apply(scope, _tiny!, image),
            Decoder.ImageSize,
            Decoder.Width,
            Decoder.Grid);
    }

    /// <summary>Records prompt encoder and mask decoder.</summary>
    public void RecordDecoder<T>(INetworkBuilder<T> builder)
        where T : class => SegmentationGraphs.RecordDecoder(builder, Decoder, hasPointers: Memory is not null);
}

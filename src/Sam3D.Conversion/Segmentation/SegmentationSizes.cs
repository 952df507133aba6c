using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>What neither the shapes of a checkpoint nor the tables of the releases tell: for checkpoints of other sizes, such as those of tests.</summary>
internal sealed record SegmentationSizes
{
    /// <summary>Side of MobileSAM's picture. Default that of the release.</summary>
    public int ImageSize { get; init; } = SamConfigs.ReleasedImageSize;

    /// <summary>Sizes of SAM 2's image encoder; <see langword="null"/> looks for a released one.</summary>
    public HieraConfig? Hiera { get; init; }

    /// <summary>What SAM 3's shapes do not tell. Default that of the release.</summary>
    public ConceptSizes Concepts { get; init; } = new();
}

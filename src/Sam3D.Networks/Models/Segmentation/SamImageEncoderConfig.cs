namespace Sam3D.Networks;

/// <summary>Sizes of <see cref="SamImageEncoder"/> (official <c>ImageEncoderViT</c>).</summary>
public sealed record SamImageEncoderConfig
{
    /// <summary>Side of the picture, 1024 in the release.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Side of a patch, 16 in the release.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Channels of a token: 768 (ViT-B), 1024 (ViT-L), 1280 (ViT-H).</summary>
    public required int EmbedDim { get; init; }

    /// <summary>Blocks: 12, 24, 32.</summary>
    public required int Depth { get; init; }

    /// <summary>Attention heads: 12, 16, 16.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Channels inside of the MLPs, four times <see cref="EmbedDim"/> in the release.</summary>
    public required int HiddenDim { get; init; }

    /// <summary>Patches along a window, 14 in the release.</summary>
    public required int WindowSize { get; init; }

    /// <summary>Numbers of the blocks whose attention is over the whole picture.</summary>
    public required IReadOnlyList<int> GlobalBlocks { get; init; }

    /// <summary>Channels of the embedding, 256 in the release.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Patches along a side of the picture.</summary>
    public int Grid => ImageSize / PatchSize;
}

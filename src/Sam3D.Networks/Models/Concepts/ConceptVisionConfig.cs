namespace Sam3D.Networks;

/// <summary>Sizes of the image encoder of SAM 3.</summary>
public sealed record ConceptVisionConfig
{
    /// <summary>Side of the picture, 1008 in the release.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Side of a patch, 14.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Side of the table of positions, in patches: 24 in the release.</summary>
    public required int PositionGrid { get; init; }

    /// <summary>Tokens along a window, 24 in the release.</summary>
    public required int WindowSize { get; init; }

    /// <summary>Channels, 1024 in the release.</summary>
    public required int EmbedDim { get; init; }

    /// <summary>Blocks, 32 in the release.</summary>
    public required int Depth { get; init; }

    /// <summary>Attention heads, 16 in the release.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Channels inside of an MLP, 4736 in the release.</summary>
    public required int HiddenDim { get; init; }

    /// <summary>Numbers of the blocks whose attention is over the whole picture: 7, 15, 23 and 31 in the release.</summary>
    public required IReadOnlyList<int> GlobalBlocks { get; init; }

    /// <summary>Channels of the maps that come out, 256 in the release.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Tokens along a side, 72 in the release.</summary>
    public int Grid => ImageSize / PatchSize;
}

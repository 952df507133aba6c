namespace Sam3D.Networks;

/// <summary>Sizes of what finds concepts in an encoded picture (SAM 3).</summary>
public sealed record ConceptHeadConfig
{
    /// <summary>Channels, 256 in the release.</summary>
    public required int Width { get; init; }

    /// <summary>Attention heads, 8 in the release.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Channels inside of MLPs, 2048 in the release.</summary>
    public required int HiddenDim { get; init; }

    /// <summary>Tokens along a side of the picture, 72 in the release.</summary>
    public required int Grid { get; init; }

    /// <summary>Layers that join picture and prompt, 6 in the release.</summary>
    public required int EncoderDepth { get; init; }

    /// <summary>Layers that find objects, 6 in the release.</summary>
    public required int DecoderDepth { get; init; }

    /// <summary>Layers that encode exemplars, 3 in the release.</summary>
    public required int GeometryDepth { get; init; }

    /// <summary>Objects that can be found, 200 in the release.</summary>
    public required int Queries { get; init; }

    /// <summary>Groups of the norms of the pixel decoder, 8.</summary>
    public int PixelNormGroups { get; init; } = 8;
}

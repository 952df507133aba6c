namespace Sam3D.Networks;

/// <summary>Sizes of the text encoder of SAM 3.</summary>
public sealed record ConceptTextConfig
{
    /// <summary>Tokens that exist, 49408 in the release.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Tokens of a prompt, 32.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Channels, 1024 in the release.</summary>
    public required int TextWidth { get; init; }

    /// <summary>Attention heads, 16 in the release.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Blocks, 24 in the release.</summary>
    public required int Depth { get; init; }

    /// <summary>Channels inside of an MLP over those outside, 4.</summary>
    public int MlpRatio { get; init; } = 4;

    /// <summary>Channels of the tokens that come out, 256 in the release.</summary>
    public required int OutChannels { get; init; }
}

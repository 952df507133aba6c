namespace Sam3D.Conversion;

/// <summary>What the shapes of a SAM 3 checkpoint do not tell. Defaults are those of the release (official <c>model_builder.py</c>).</summary>
internal sealed record ConceptSizes
{
    /// <summary>Side of the picture.</summary>
    public int ImageSize { get; init; } = 1008;

    /// <summary>Attention heads of the image encoder.</summary>
    public int VisionHeads { get; init; } = 16;

    /// <summary>Numbers of its blocks that see the whole picture.</summary>
    public IReadOnlyList<int> GlobalBlocks { get; init; } = [7, 15, 23, 31];

    /// <summary>Attention heads of the text encoder.</summary>
    public int TextHeads { get; init; } = 16;

    /// <summary>Attention heads of everything behind the encoders.</summary>
    public int HeadHeads { get; init; } = 8;
}

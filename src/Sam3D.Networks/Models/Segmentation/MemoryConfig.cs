namespace Sam3D.Networks;

/// <summary>Sizes of the networks that carry an object through a video (SAM 2, and the tracker of SAM 3).</summary>
public sealed record MemoryConfig
{
    /// <summary>Channels of the image embedding, 256 in the release.</summary>
    public required int Width { get; init; }

    /// <summary>Channels of a memory, 64 in the release.</summary>
    public required int MemoryWidth { get; init; }

    /// <summary>Side of the image embedding, 64 in SAM 2 and 72 in SAM 3.</summary>
    public required int Grid { get; init; }

    /// <summary>Channels inside of an attention layer's MLP, 2048 in the release.</summary>
    public required int HiddenDim { get; init; }

    /// <summary>Layers of the attention to memories, 4 in the release.</summary>
    public required int Depth { get; init; }

    /// <summary>Memories that are attended to, with that of the first prompt: 7 in the release.</summary>
    public required int Memories { get; init; }

    /// <summary>Blocks that fuse mask and picture, 2 in the release.</summary>
    public required int FuserDepth { get; init; }

    /// <summary>Attention heads, 1 in the release.</summary>
    public int NumHeads { get; init; } = 1;

    /// <summary>Whether pointers carry their distance in time; SAM 2.1 and SAM 3, not SAM 2.0.</summary>
    public bool TimedPointers { get; init; } = true;

    /// <summary>Whether memories of frames without the object are marked; SAM 2.1 and SAM 3, not SAM 2.0.</summary>
    public bool MarksAbsence { get; init; } = true;

    /// <summary>Whether it is the tracker of SAM 3, whose modules have other names.</summary>
    public bool IsThird { get; init; }

    /// <summary>Official name of the attention to memories.</summary>
    public string AttentionScope => IsThird ? "transformer.encoder" : "memory_attention";

    /// <summary>Official name of the encoder of memories.</summary>
    public string EncoderScope => IsThird ? "maskmem_backbone" : "memory_encoder";

    /// <summary>Side of the masks that become memories, 16 times <see cref="Grid"/>.</summary>
    public int MaskSide => 16 * Grid;

    /// <summary>Memory tokens that a pointer is cut into.</summary>
    public int PointerTokens => Width / MemoryWidth;
}

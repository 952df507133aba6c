namespace Sam3D.Bundles;

/// <summary>How a model follows objects through videos (official <c>SAM2VideoPredictor</c> and <c>Sam3TrackerPredictor</c>).</summary>
public sealed record TrackingSpec
{
    /// <summary>Channels of the image embedding and of pointers, 256 in the releases.</summary>
    public required int Width { get; init; }

    /// <summary>Channels of a memory, 64 in the releases.</summary>
    public required int MemoryWidth { get; init; }

    /// <summary>Side of the image embedding, 64 in SAM 2 and 72 in SAM 3.</summary>
    public required int Grid { get; init; }

    /// <summary>Memories that are attended to, with that of the prompt: 7 in the releases.</summary>
    public required int Memories { get; init; }

    /// <summary>Pointers that are attended to, 16 in the releases.</summary>
    public int Pointers { get; init; } = 16;

    /// <summary>Prompted frames that are attended to at once, 4 in SAM 3; −1 for all, as in SAM 2.</summary>
    public required int MaxPromptedFrames { get; init; }

    /// <summary>Largest hole that is filled, in pixels of the mask at low resolution: 8 in SAM 2; 0 for none.</summary>
    public required int HoleArea { get; init; }

    /// <summary>Whether memories are chosen by how sure they are, as in SAM 3, instead of by their distance alone.</summary>
    public required bool SelectsMemories { get; init; }

    /// <summary>Whether the rules of SAM 3's tracker hold for prompts, instead of those of SAM 2.</summary>
    public required bool IsThird { get; init; }
}

namespace Sam3D.Tracking;

/// <summary>How a tracker keeps and uses memories (official <c>SAM2Base</c> and <c>SAM2VideoPredictor</c>).</summary>
internal sealed record TrackerSpec
{
    /// <summary>Channels of the image embedding and of pointers.</summary>
    public required int Width { get; init; }

    /// <summary>Side of the image embedding.</summary>
    public required int Grid { get; init; }

    /// <summary>Side of the network's picture.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Memories that are attended to, with that of the prompt: 7 in the release.</summary>
    public int Memories { get; init; } = 7;

    /// <summary>Pointers that are attended to, 16 in the release.</summary>
    public int Pointers { get; init; } = 16;

    /// <summary>Every how many frames a memory is taken, the newest one apart; 1 in the release.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Prompted frames that are attended to at once; −1 for all.</summary>
    public int MaxPromptedFrames { get; init; } = -1;

    /// <summary>Largest hole that is filled, in pixels of the low-resolution mask; 8 in the release.</summary>
    public int HoleArea { get; init; } = 8;

    /// <summary>Whether a correction of a tracked frame counts as a prompted frame. The release says no: tracking over it again overwrites it.</summary>
    public bool KeepsCorrections { get; init; }

    /// <summary>Whether objects may not overlap in the output.</summary>
    public bool SeparatesObjects { get; init; }

    /// <summary>Whether memories are rounded to bfloat16, as in the release.</summary>
    public bool RoundsMemories { get; init; } = true;

    /// <summary>
    /// Whether memories of tracked frames are chosen by how sure they are instead of by their distance alone (SAM 3's <c>use_memory_selection</c>).
    /// </summary>
    public bool SelectsMemories { get; init; }

    /// <summary>Whether objects are followed by the rules of SAM 3's tracker instead of those of SAM 2.</summary>
    public bool IsThird { get; init; }

    /// <summary>With <see cref="SelectsMemories"/>: how useful a frame must be, 0 to 1; 0.01 in the release.</summary>
    public float LeastUsefulness { get; init; } = 0.01f;

    /// <summary>Frames of the video, where they are known.</summary>
    public int? FrameCount { get; init; }

    /// <summary>By how much the threshold is moved to see whether a mask is stable.</summary>
    public float StabilityDelta { get; init; } = 0.05f;

    /// <summary>The stability below which the single mask is replaced by the best of the others.</summary>
    public float LeastStability { get; init; } = 0.98f;

    /// <summary>Side of masks as the decoder makes them.</summary>
    public int LowSide => 4 * Grid;

    /// <summary>Side of masks that become memories; the network's picture in SAM 2, a little more in SAM 3.</summary>
    public int MemorySide => 16 * Grid;

    /// <summary>Pointers that are attended to in a video of this length.</summary>
    public int PointersNow => FrameCount is { } count ? Math.Min(count, Pointers) : Pointers;

    /// <summary>How far back memories and pointers reach, in frames.</summary>
    public int Reach => Math.Max(((Memories - 1) * Stride) + 1, Pointers);
}

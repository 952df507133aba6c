namespace Sam3D.Tracking;

/// <summary>What is kept of an object on a frame.</summary>
internal sealed class TrackedFrame
{
    /// <summary>Logits [side, side] at low resolution, holes filled.</summary>
    public required float[] Mask { get; init; }

    /// <summary>[C].</summary>
    public required float[] Pointer { get; init; }

    /// <summary>Above 0 where there is an object.</summary>
    public required float Score { get; init; }

    /// <summary>Estimated quality of the mask, 0 to 1.</summary>
    public required float Quality { get; init; }

    /// <summary>[G², M]; <see langword="null"/> until prompts are final.</summary>
    public float[]? Memory { get; init; }

    /// <summary>How useful the frame is as a memory, 0 to 1, where memories are chosen by that; <see langword="null"/> on prompted frames.</summary>
    public float? Usefulness { get; init; }

    /// <summary>The same with a memory.</summary>
    public TrackedFrame With(float[]? memory, float? usefulness = null) =>
        new() { Mask = Mask, Pointer = Pointer, Score = Score, Quality = Quality, Memory = memory, Usefulness = usefulness };
}

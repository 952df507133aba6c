namespace Sam3D.Tracking;

/// <summary>The networks of a tracker, each called for one object.</summary>
internal abstract class TrackerNetworks
{
    /// <summary>The pointer of an object that is not there, [C]; asked for when <see cref="Decode"/> has found none.</summary>
    public abstract float[] AbsentPointer { get; }

    /// <summary>Conditions a frame on memories: [C, G, G].</summary>
    public abstract float[] Attend(FrameFeatures frame, MemorySelection memories);

    /// <summary>Predicts masks.</summary>
    /// <param name="frame">The frame, for its finer levels.</param>
    /// <param name="embedding">[C, G, G].</param>
    /// <param name="clicks">What the user pointed at, padded.</param>
    /// <param name="mask">Logits [side, side] of an earlier mask, or <see langword="null"/>.</param>
    public abstract DecodedMasks Decode(FrameFeatures frame, float[] embedding, ClickList clicks, float[]? mask);

    /// <summary>Makes a memory [G², M], or as these networks lay it out.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="mask">[16G, 16G], −10 to 10.</param>
    /// <param name="isAbsent">Whether the object is not there.</param>
    public abstract float[] Remember(FrameFeatures frame, float[] mask, bool isAbsent);

    /// <summary>A user's mask [S, S] of 0 and 1 as an earlier mask [side, side] for <see cref="Decode"/>.</summary>
    public abstract float[] ShrinkMask(float[] mask);
}

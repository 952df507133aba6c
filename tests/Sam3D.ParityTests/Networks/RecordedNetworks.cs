using Sam3D.Tracking;

namespace Sam3D.ParityTests;

/// <summary>Networks that remember what each call gave.</summary>
/// <param name="inner">The networks; this object owns them where they are disposable.</param>
/// <param name="weights">For <c>no_mem_embed</c>.</param>
internal sealed class RecordedNetworks(TrackerNetworks inner, WeightSet weights) : TrackerNetworks, IDisposable
{
    private readonly float[] _noMemory = weights.ReadSingle("no_mem_embed");

    public override float[] AbsentPointer => inner.AbsentPointer;

    public Queue<(float[] Memory, float[] Embedding)> Attended { get; } = [];

    public Queue<DecodedMasks> Decoded { get; } = [];

    public Queue<float[]> Remembered { get; } = [];

    /// <summary>A frame whose features are recorded; the finer levels are projected already.</summary>
    public FrameFeatures Frame(FixtureCase frames, int number)
    {
        string prefix = $"f{number}.backbone_fpn.";
        float[] pixels = frames[prefix + "2"].Values;
        int plane = pixels.Length / _noMemory.Length;
        return new FrameFeatures(pixels, [.. pixels.Select((v, i) => v + _noMemory[i / plane])], frames[prefix + "0"].Values, frames[prefix + "1"].Values);
    }

    public override float[] Attend(FrameFeatures frame, MemorySelection memories)
    {
        float[] embedding = inner.Attend(frame, memories);
        Attended.Enqueue(([.. memories.Memories.SelectMany(f => f.Frame.Memory!), .. memories.Pointers.SelectMany(p => p.Frame.Pointer)], embedding));
        return embedding;
    }

    public override DecodedMasks Decode(FrameFeatures frame, float[] embedding, ClickList clicks, float[]? mask)
    {
        DecodedMasks decoded = inner.Decode(frame, embedding, clicks, mask);
        Decoded.Enqueue(decoded);
        return decoded;
    }

    public override float[] Remember(FrameFeatures frame, float[] mask, bool isAbsent)
    {
        float[] memory = inner.Remember(frame, mask, isAbsent);
        Remembered.Enqueue(memory);
        return memory;
    }

    public override float[] ShrinkMask(float[] mask) => inner.ShrinkMask(mask);

    public void Dispose() => (inner as IDisposable)?.Dispose();
}

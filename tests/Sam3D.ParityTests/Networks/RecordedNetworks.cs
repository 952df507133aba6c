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

    /// <summary>What the next calls attend to instead of what the tracker kept: recorded tokens, memories and then pointers.</summary>
    public Queue<float[]> Given { get; } = [];

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
        float[] embedding = inner.Attend(frame, Given.TryDequeue(out float[]? tokens) ? Replaced(memories, tokens) : memories);
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

    private static MemorySelection Replaced(MemorySelection memories, float[] tokens)
    {
        int at = 0;
        float[] Next(int count) => tokens[at..(at += count)];
        TrackedFrame Copy(TrackedFrame frame, float[] pointer, float[]? memory) =>
            new TrackedFrame { Mask = frame.Mask, Pointer = pointer, Score = frame.Score, Quality = frame.Quality }.With(memory);
        MemorySelection replaced = new(
            [.. memories.Memories.Select(m => (m.Slot, Copy(m.Frame, m.Frame.Pointer, Next(m.Frame.Memory!.Length))))],
            [.. memories.Pointers.Select(p => (p.Distance, Copy(p.Frame, Next(p.Frame.Pointer.Length), p.Frame.Memory)))]);
        Assert.Equal(tokens.Length, at);
        return replaced;
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();
}

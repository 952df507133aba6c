using Sam3D.Imaging;
using Sam3D.Masks;

namespace Sam3D.Tracking;

/// <summary>What trackers do with one object on one frame.</summary>
/// <param name="networks">The networks.</param>
/// <param name="spec">Sizes and rules.</param>
internal sealed class TrackerSteps(TrackerNetworks networks, TrackerSpec spec)
{
    /// <summary>The logit of an object that is not there.</summary>
    public const float AbsentLogit = -1024;

    /// <summary>Scale and offset of a mask that becomes a memory: −10 to 10.</summary>
    public const float MaskScale = 20, MaskOffset = -10;

    private const float LargestPrompt = 32;

    /// <summary>Decodes clicks, or none: one click, or none, may mean several things, of which the best counts.</summary>
    public TrackedFrame Decode(FrameFeatures frame, float[] embedding, ClickList clicks, float[]? mask)
    {
        DecodedMasks decoded = networks.Decode(frame, embedding, clicks.Padded(), mask);
        bool isAmbiguous = clicks.Count <= 1, isThere = decoded.Score > 0;
        int best = decoded.Qualities.Length == 1 ? 0
            : isAmbiguous ? 1 + BestOf(decoded.Qualities.AsSpan(1))
            : MaskScores.Choose(decoded.Logits, decoded.Qualities, spec.StabilityDelta, spec.LeastStability);
        int pixels = spec.LowSide * spec.LowSide;
        return new TrackedFrame
        {
            Mask = isThere ? decoded.Logits[(best * pixels)..((best + 1) * pixels)] : Absent(pixels),
            Pointer = Pointer(decoded, isAmbiguous ? best : 0, isThere),
            Score = decoded.Score,
            Quality = decoded.Qualities[best],
        };
    }

    /// <summary>The pointer of a mask that the user drew.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="mask">[16G, 16G], 0 to 1.</param>
    public float[] PointerOf(FrameFeatures frame, float[] mask)
    {
        DecodedMasks decoded = networks.Decode(frame, frame.Pixels, ClickList.Empty.Padded(), networks.ShrinkMask(mask));
        return Pointer(decoded, 0, decoded.Score > 0 && mask.Any(v => v > 0));
    }

    /// <summary>An earlier mask as the decoder takes it.</summary>
    public static float[]? Bounded(float[]? mask) => mask is null ? null : Array.ConvertAll(mask, v => Math.Clamp(v, -LargestPrompt, LargestPrompt));

    /// <summary>Logits of an object that is not there.</summary>
    public static float[] Absent(int pixels) => [.. Enumerable.Repeat(AbsentLogit, pixels)];

    /// <summary>Logits at low resolution at another size.</summary>
    public float[] Enlarge(float[] mask, int width, int height) =>
        PictureResampler.Resize(mask, 1, spec.LowSide, spec.LowSide, height, width, Interpolation.Bilinear, antialias: false);

    /// <summary>A memory [G², M] of a mask: of a prompt hard, of a tracked frame as sure as it is.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="logits">[side, side].</param>
    /// <param name="isAbsent">Whether the object is not there.</param>
    /// <param name="isPrompt">Whether the user said so.</param>
    public float[] Remember(FrameFeatures frame, float[] logits, bool isAbsent, bool isPrompt)
    {
        float[] mask = Array.ConvertAll(logits, v => ((isPrompt ? (v > 0 ? 1 : 0) : 1 / (1 + MathF.Exp(-v))) * MaskScale) + MaskOffset);
        int side = (int)Math.Sqrt(mask.Length);
        mask = side == spec.MemorySide
            ? mask
            : PictureResampler.Resize(mask, 1, side, side, spec.MemorySide, spec.MemorySide, Interpolation.Bilinear, antialias: true);
        float[] memory = networks.Remember(frame, mask, isAbsent);
        return spec.RoundsMemories ? Array.ConvertAll(memory, BFloat16.Round) : memory;
    }

    private float[] Pointer(DecodedMasks decoded, int index, bool isThere) =>
        isThere ? decoded.Pointers[(index * spec.Width)..((index + 1) * spec.Width)] : networks.AbsentPointer;

    private static int BestOf(ReadOnlySpan<float> qualities)
    {
        int best = 0;
        for (int i = 1; i < qualities.Length; i++)
        {
            best = qualities[i] > qualities[best] ? i : best;
        }

        return best;
    }
}

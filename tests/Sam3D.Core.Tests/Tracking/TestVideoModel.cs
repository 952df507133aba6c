using Sam3D.Tracking;

namespace Sam3D.Core.Tests.Tracking;

/// <summary>A model whose networks see the left half of every frame, and whose detector finds what it is told.</summary>
internal sealed class TestVideoModel(TrackerSpec spec) : VideoModel
{
    /// <summary>Frames that were encoded.</summary>
    public int Encoded { get; private set; }

    /// <summary>Calls of the decoder: clicks, and whether there was an earlier mask.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What the detector finds on a frame; the frames are counted from the first that was encoded.</summary>
    public Func<int, IReadOnlyList<ConceptDetection>> Finds { get; init; } = _ => [];

    /// <summary>The logits that the decoder gives: by the frame that was encoded last and the object's memory or none.</summary>
    public Func<int, IReadOnlyList<float>?, float[]> Masks { get; init; } = (_, _) => HalfOf(spec, isLeft: true);

    public override TrackerSpec Spec { get; } = spec;

    public override PromptKinds Supported =>
        PromptKinds.Points | PromptKinds.Boxes | PromptKinds.Mask | (Spec.IsThird ? PromptKinds.Text : 0);

    public override float LeastScore => 0.5f;

    public override TrackerNetworks Networks(CancellationToken cancellationToken) => new Halves(this);

    public override (FrameFeatures Features, IReadOnlyList<ConceptDetection> Found) Encode(RgbImage image, string? text, CancellationToken cancellationToken)
    {
        int frame = Encoded++, map = Spec.Width * Spec.Grid * Spec.Grid;
        return (new FrameFeatures(new float[map], new float[map], [], []), text is null ? [] : Finds(frame));
    }

    /// <summary>Logits of half of a picture.</summary>
    public static float[] HalfOf(TrackerSpec spec, bool isLeft)
    {
        int side = spec.LowSide;
        return [.. Enumerable.Range(0, side * side).Select(i => (i % side < side / 2) == isLeft ? 8f : -8f)];
    }

    private sealed class Halves(TestVideoModel model) : TrackerNetworks
    {
        private IReadOnlyList<float>? _memory;

        public override float[] AbsentPointer => new float[model.Spec.Width];

        public override float[] Attend(FrameFeatures frame, MemorySelection memories)
        {
            _memory = memories.Memories[^1].Frame.Memory;
            return frame.Pixels;
        }

        public override DecodedMasks Decode(FrameFeatures frame, float[] embedding, ClickList clicks, float[]? mask)
        {
            int given = clicks.Labels.Count(l => l >= 0);
            model.Calls.Add(given == 0 ? "0" : $"{given} {(mask is null ? "alone" : "refines")}");
            float[] logits = model.Masks(model.Encoded - 1, _memory);
            _memory = null;
            return new DecodedMasks([.. Enumerable.Repeat(logits, 4).SelectMany(l => l)], [0.5f, 0.9f, 0.4f, 0.3f], new float[4 * model.Spec.Width], logits.Any(l => l > 0) ? 5 : -5);
        }

        /// <summary>A memory that says on which side the mask lies.</summary>
        public override float[] Remember(FrameFeatures frame, float[] mask, bool isAbsent) => isAbsent ? [0] : [mask[0] > 0 ? 1 : 2];

        public override float[] ShrinkMask(float[] mask) => new float[model.Spec.LowSide * model.Spec.LowSide];
    }
}

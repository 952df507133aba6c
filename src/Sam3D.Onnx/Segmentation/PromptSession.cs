using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Masks;
using Sam3D.Sessions;

namespace Sam3D.Segmentation;

/// <summary>A photograph that the image encoder has seen: each prompt costs the decoder alone.</summary>
internal sealed class PromptSession(
    PromptNetwork network, RgbImage image, PromptFrame frame, KeptTensors embeddings, PromptKinds supported, SessionIds? ids = null) : ISegmentationSession, IClickBatches
{
    // Official offset of the stability that results tell.
    private const float StabilityOffset = 1;

    private readonly SessionIds _ids = ids ?? new SessionIds();
    private readonly SessionUse _use = new(nameof(PromptSession), embeddings.Dispose);

    /// <inheritdoc/>
    public RgbImage Image { get; } = image;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(SegmentationPrompt prompt, CancellationToken cancellationToken = default)
    {
        PromptRules.ThrowIfUnusable(prompt, Image, supported, nameof(OnnxSegmenter));
        if (prompt.Previous is { } previous && previous.Logits?.Session != this)
        {
            throw new PromptException("The earlier result was not made by this session, where its pixels mean this picture: open the picture again and repeat the prompt, or pass its mask as a mask.");
        }

        return new ValueTask<IReadOnlyList<ScoredMask>>(Task.Run(() => Segment(prompt, cancellationToken), cancellationToken));
    }

    /// <inheritdoc/>
    public bool TakesBatches => network.Layout.TakesBatches;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Func<IReadOnlyList<ScoredMask>>>> ClickAsync(IReadOnlyList<Vector2> places, CancellationToken cancellationToken)
    {
        PromptPoints[] prompts = [.. places.Select(p => PromptPoints.Create([new PointPrompt(p)], null, frame, network.Layout.Spec, network.Layout.PadsInside))];
        IReadOnlyList<Func<IReadOnlyList<ScoredMask>>> Run()
        {
            using SessionUse.Guard guard = _use.Enter();
            return [.. network.Decode(embeddings, prompts, null, cancellationToken).Select(made => (Func<IReadOnlyList<ScoredMask>>)(() => Results(made.Masks, made.Qualities, severalWanted: true)))];
        }

        return new ValueTask<IReadOnlyList<Func<IReadOnlyList<ScoredMask>>>>(Task.Run(Run, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _use.Dispose();

    private IReadOnlyList<ScoredMask> Segment(SegmentationPrompt prompt, CancellationToken cancellationToken)
    {
        using SessionUse.Guard guard = _use.Enter();
        IReadOnlyList<ScoredMask> found = prompt.Boxes.Count > 1
            ? [.. prompt.Boxes.Select(box => Answer(prompt with { Boxes = [box] }, cancellationToken)[0])]
            : Answer(prompt, cancellationToken);
        return found.Any(m => m.Mask.Count > 0)
            ? found
            : throw new MaskException($"Nothing was found in the picture of {Image.Width}×{Image.Height} pixels: click nearer to the middle of the object, or draw a box around it.");
    }

    private ScoredMask[] Answer(SegmentationPrompt prompt, CancellationToken cancellationToken)
    {
        // 1. The prompt in the network's picture
        SegmentationSpec spec = network.Layout.Spec;
        BoxPrompt? box = prompt.Boxes.Count > 0 ? prompt.Boxes[0] : null;
        PromptPoints points = PromptPoints.Create(prompt.Points, box, frame, spec, network.Layout.PadsInside);
        int side = network.Layout.MaskSide;
        float[]? earlier = prompt.Previous?.Logits?.Values ?? (prompt.Mask is { } mask ? frame.ToLogits(mask, side) : null);

        // 2. The decoder, [M, side, side]
        (ArraySegment<float> masks, float[] qualities) = network.Decode(embeddings, [points], earlier, cancellationToken)[0];

        // 3. The masks that answer, best first
        return Results(masks, qualities, severalWanted: prompt.Alternatives ?? (prompt.Points.Count == 1 && box is null && earlier is null));
    }

    private ScoredMask[] Results(ArraySegment<float> masks, float[] qualities, bool severalWanted)
    {
        SegmentationSpec spec = network.Layout.Spec;
        int pixels = network.Layout.MaskSide * network.Layout.MaskSide;
        int[] chosen = [.. Choose(masks, qualities, severalWanted, spec).OrderByDescending(i => qualities[i])];
        var found = new ScoredMask[chosen.Length];
        int firstId = _ids.Take(chosen.Length);
        Parallel.For(0, chosen.Length, k => found[k] = Result(masks.Slice(chosen[k] * pixels, pixels).ToArray(), qualities[chosen[k]], spec, firstId + k));
        return found;
    }

    /// <summary>With four masks the first is for prompts that leave no doubt; with fewer, all are for ambiguous ones.</summary>
    private static IEnumerable<int> Choose(ArraySegment<float> masks, float[] qualities, bool severalWanted, SegmentationSpec spec)
    {
        const int All = 4;
        if (severalWanted)
        {
            return Enumerable.Range(0, qualities.Length).Skip(qualities.Length == All ? 1 : 0);
        }

        return qualities.Length == All
            ? [MaskScores.Choose(masks, qualities, spec.StabilityOffset, spec.LeastStability)]
            : [Enumerable.Range(0, qualities.Length).MaxBy(i => qualities[i])];
    }

    private ScoredMask Result(float[] logits, float quality, SegmentationSpec spec, int id)
    {
        int side = network.Layout.MaskSide;
        Mask mask = MaskScores.ToMask(frame.ToPicture(logits, side), Image.Width, Image.Height);
        float[] kept = spec.LogitLimit > 0 ? Array.ConvertAll(logits, l => Math.Clamp(l, -spec.LogitLimit, spec.LogitLimit)) : logits;
        return new ScoredMask(mask, Math.Clamp(quality, 0, 1))
        {
            Id = id,
            Stability = MaskScores.Stability(logits, 0, StabilityOffset),
            Logits = new MaskLogits(this, side, kept),
        };
    }
}

using Sam3D.Concepts;

namespace Sam3D.Tracking;

/// <summary>
/// Finds and follows all objects of a concept, frame by frame (Carion et al., arXiv 2511.16719; official <c>Sam3VideoBase</c>): a detector says what is there, a tracker says which is which.
/// </summary>
/// <param name="networks">The tracker's networks.</param>
/// <param name="spec">Sizes and rules of the tracker.</param>
/// <param name="rules">How detections and tracks come together.</param>
/// <param name="nextId">Number of the next new object.</param>
/// <param name="width">Columns of the video.</param>
/// <param name="height">Rows of the video.</param>
/// <remarks>Frames must come in order. Not thread-safe.</remarks>
internal sealed class ConceptTracker(TrackerNetworks networks, TrackerSpec spec, ConceptVideoRules rules, Func<int> nextId, int width, int height)
{
    private const float Blank = -10;

    private readonly TrackerSteps _steps = new(networks, spec);
    private readonly HotStart _hotStart = new(rules.Delay, rules.Unmatched, rules.Shared);
    private readonly RecentOcclusion _occlusion = new(rules.DoubleTrack);
    private readonly List<TrackGroup> _groups = [];
    private readonly Dictionary<int, float> _probabilities = [];

    /// <summary>Tracks that were removed on the last frame: results of them that were held back are mistakes.</summary>
    public IReadOnlyList<int> Removed { get; private set; } = [];

    /// <summary>Frames that are remembered, of all objects.</summary>
    internal int Remembered => _groups.SelectMany(g => g.Objects).Sum(o => o.Bank.Tracked.Count + o.Bank.Prompted.Count);

    /// <summary>Takes a frame.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="detections">All that the detector found, in its order.</param>
    /// <returns>Objects in the order of their numbers; empty masks and those that were just removed are among them.</returns>
    public IReadOnlyList<ConceptTrack> Next(int number, FrameFeatures frame, IReadOnlyList<ConceptDetection> detections)
    {
        // 1. Tracks go on, without memories yet.
        int[] ids = [.. _groups.SelectMany(g => g.Objects).Select(o => o.Id)];
        TrackedFrame[] tracked = [.. _groups.SelectMany(g => g.Track(number, frame, remembers: false))];
        float[][] masks = [.. tracked.Select(t => TrackMasks.Clean(t.Mask, spec.LowSide, spec.LowSide, rules.CleanedArea))];

        // 2. Which detection is which track; mistakes of the last frames go.
        List<ConceptDetection> found = Kept(detections);
        TrackMatches matches = TrackMatches.Find([.. found.Select(d => d.Mask)], [.. found.Select(d => d.Score)], masks, ids, rules);
        ConceptTrack[] begun = [.. matches.New.Select(d => new ConceptTrack(nextId(), found[d].Mask, found[d].Score, found[d].Score))];
        Removed = _hotStart.Next(number, begun.Select(b => b.Id), matches.Matches, matches.Unmatched);

        // 3. Sure detections correct their tracks now and then.
        if (rules.CorrectionInterval > 0 && number % rules.CorrectionInterval == 0)
        {
            Correct(number, frame, matches.Corrections.Where(c => tracked[Array.IndexOf(ids, c.Key)].Score > rules.Sure), found);
        }

        // 4. Memories of what is left when doubles are blanked.
        bool[] blanked = _occlusion.Next(number, ids, masks, Removed);
        masks = [.. masks.Select((m, i) => blanked[i] ? Enumerable.Repeat(Blank, m.Length).ToArray() : m)];
        Remember(number, frame, masks);

        // 5. New tracks begin, as one group.
        Begin(number, frame, begun);
        foreach (TrackGroup group in _groups)
        {
            foreach (int id in Removed)
            {
                group.Remove(id);
            }

            group.Forget(number);
        }

        _groups.RemoveAll(g => g.Objects.Count == 0);
        ConceptTrack[] shown =
        [
            .. ids.Select((id, i) => new ConceptTrack(id, masks[i], 1 / (1 + MathF.Exp(-tracked[i].Score)), _probabilities[id])),
            .. begun.Select(b => new ConceptTrack(b.Id, TrackMasks.Clean(b.Mask, spec.LowSide, spec.LowSide, rules.CleanedArea), b.Score, b.Probability)),
        ];
        foreach (ConceptTrack track in begun)
        {
            _probabilities[track.Id] = track.Probability;
        }

        foreach (int id in Removed)
        {
            _probabilities.Remove(id);
        }

        return shown;
    }

    /// <summary>Detections that are sure enough, without doubles, in the detector's order.</summary>
    private List<ConceptDetection> Kept(IReadOnlyList<ConceptDetection> detections)
    {
        List<ConceptDetection> kept = [];
        foreach (ConceptDetection detection in detections.Where(d => d.Score > rules.LeastScore).OrderByDescending(d => d.Score))
        {
            if (kept.TrueForAll(k => MaskOverlap.IoU(k.Mask, detection.Mask) <= rules.DoubleDetection))
            {
                kept.Add(detection);
            }
        }

        return [.. detections.Where(kept.Contains)];
    }

    private void Correct(int number, FrameFeatures frame, IEnumerable<KeyValuePair<int, int>> corrections, List<ConceptDetection> found)
    {
        foreach ((int id, int detection) in corrections)
        {
            TrackGroup group = _groups.Find(g => g.Objects.Any(o => o.Id == id))!;
            Mark(group, id, number, frame, found[detection].Mask);
            group.Settle(_ => frame);
        }
    }

    private void Begin(int number, FrameFeatures frame, ConceptTrack[] begun)
    {
        if (begun.Length == 0)
        {
            return;
        }

        var group = new TrackGroup(networks, spec, width, height);
        foreach (ConceptTrack track in begun)
        {
            Mark(group, track.Id, number, frame, track.Mask);
        }

        group.Settle(_ => frame);
        _groups.Add(group);
    }

    private void Mark(TrackGroup group, int id, int number, FrameFeatures frame, float[] mask)
    {
        float[] binary = Array.ConvertAll(_steps.Enlarge(mask, spec.MemorySide, spec.MemorySide), v => v > 0 ? 1f : 0f);
        group.Mark(id, number, frame, binary, spec.MemorySide, spec.MemorySide);
    }

    private void Remember(int number, FrameFeatures frame, float[][] masks)
    {
        float[][] large = [.. masks.Select(m => _steps.Enlarge(m, spec.MemorySide, spec.MemorySide))];
        TrackMasks.DropShrunk(large, rules.LeastKept);
        int first = 0;
        foreach (TrackGroup group in _groups)
        {
            group.Remember(number, frame, large[first..(first + group.Objects.Count)]);
            first += group.Objects.Count;
        }
    }
}

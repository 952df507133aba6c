namespace Sam3D.Tracking;

/// <summary>The memories of an object: of prompted frames and of tracked ones (official <c>_prepare_memory_conditioned_features</c>).</summary>
/// <param name="spec">How they are used.</param>
internal sealed class MemoryBank(TrackerSpec spec)
{
    /// <summary>Prompted frames, in the order in which they were prompted.</summary>
    public OrderedDictionary<int, TrackedFrame> Prompted { get; } = [];

    /// <summary>Tracked frames.</summary>
    public Dictionary<int, TrackedFrame> Tracked { get; } = [];

    /// <summary>A frame of either kind.</summary>
    public TrackedFrame? Find(int frame) => Prompted.TryGetValue(frame, out TrackedFrame? found) || Tracked.TryGetValue(frame, out found) ? found : null;

    /// <summary>Selects what a frame attends to.</summary>
    /// <param name="frame">Its number.</param>
    /// <param name="reverse">Whether tracking goes back in time.</param>
    public MemorySelection Select(int frame, bool reverse)
    {
        IReadOnlyList<(int Number, TrackedFrame Frame)> chosen = Closest(frame);
        Dictionary<int, TrackedFrame> others = Prompted.Where(p => chosen.All(c => c.Number != p.Key)).ToDictionary(p => p.Key, p => p.Value);
        int direction = reverse ? -1 : 1;
        IReadOnlyList<int>? useful = spec.SelectsMemories ? Useful(frame, reverse) : null;

        // 1. Memories: prompted frames, then tracked ones from the oldest to the newest.
        var memories = chosen.Select(c => (spec.Memories - 1, c.Frame)).ToList();
        for (int back = spec.Memories - 1; back >= 1; back--)
        {
            int? number = useful is null ? (back == 1 ? frame - direction : Strided(frame, back, reverse)) : back <= useful.Count ? useful[^back] : null;
            if (number is { } given && Older(given, others) is { } found)
            {
                memories.Add((back - 1, found));
            }
        }

        // 2. Pointers: of prompted frames that lie behind, then of tracked ones from the newest to the oldest.
        int count = spec.PointersNow;
        float farthest = Math.Max(count - 1, 1);
        var pointers = chosen.Where(c => (frame - c.Number) * direction >= 0).Select(c => ((frame - c.Number) * direction / farthest, c.Frame)).ToList();
        for (int back = 1; back < count; back++)
        {
            // Where memories are chosen, the distance is the rank, and the oldest one is left out.
            int number = useful is null ? frame - (direction * back) : back < useful.Count ? useful[^back] : -1;
            if (number < 0 || number >= spec.FrameCount)
            {
                break;
            }

            if (Older(number, others) is { } found)
            {
                pointers.Add((back / farthest, found));
            }
        }

        return new MemorySelection(memories, pointers);
    }

    /// <summary>Forgets frames that no later frame attends to, when tracking goes forward.</summary>
    /// <param name="frame">The frame that was tracked last.</param>
    public void Forget(int frame)
    {
        HashSet<int> useful = spec.SelectsMemories ? [.. Useful(frame + 1, reverse: false)] : [];
        foreach (int old in Tracked.Keys.Where(t => Math.Abs(frame - t) > (spec.SelectsMemories ? 0 : spec.Reach) && !useful.Contains(t)).ToList())
        {
            Tracked.Remove(old);
        }

        // One more than are attended to, so that their order stays that of many.
        int kept = spec.MaxPromptedFrames < 0 ? Prompted.Count : spec.MaxPromptedFrames + 1;
        foreach (int old in Prompted.Keys.Order().SkipLast(kept).Where(t => frame - t > spec.Reach).ToList())
        {
            Prompted.Remove(old);
        }
    }

    /// <summary>
    /// Tracked frames that are sure enough, oldest first, and the one before whatever it is (official <c>frame_filter</c>). The first frame of a video, and the last one backwards, has
    /// none.
    /// </summary>
    private List<int> Useful(int frame, bool reverse)
    {
        int direction = reverse ? -1 : 1, before = frame - direction;
        if (reverse ? frame == spec.FrameCount - 1 : frame == 0)
        {
            return [];
        }

        List<int> useful =
        [
            .. Tracked.Where(t => t.Value.Usefulness > spec.LeastUsefulness && (before - t.Key) * direction >= 0 && (before - t.Key) % spec.Stride == 0 && (reverse || t.Key > 0))
                .Select(t => t.Key).OrderBy(t => (frame - t) * direction).Take(spec.PointersNow - 1).Reverse(),
        ];
        if (!useful.Contains(before))
        {
            useful.Add(before);
        }

        return useful;
    }

    private TrackedFrame? Older(int frame, Dictionary<int, TrackedFrame> others) => Tracked.GetValueOrDefault(frame) ?? others.GetValueOrDefault(frame);

    /// <summary>The frame that lies so many strides back, counted from the last one that the stride divides and that is not the one before.</summary>
    private int Strided(int frame, int back, bool reverse)
    {
        int stride = spec.Stride;
        return reverse
            ? (-FloorDivide(-(frame + 2), stride) * stride) + ((back - 2) * stride)
            : (FloorDivide(frame - 2, stride) * stride) - ((back - 2) * stride);
    }

    private static int FloorDivide(int a, int b) => (a / b) - (a % b < 0 ? 1 : 0);

    /// <summary>The prompted frames that are attended to: the nearest before, the nearest after, and the next nearest.</summary>
    private IReadOnlyList<(int Number, TrackedFrame Frame)> Closest(int frame)
    {
        if (spec.MaxPromptedFrames < 0 || Prompted.Count <= spec.MaxPromptedFrames)
        {
            return [.. Prompted.Select(p => (p.Key, p.Value))];
        }

        int[] before = [.. Prompted.Keys.Where(t => t < frame).OrderDescending().Take(1)], after = [.. Prompted.Keys.Where(t => t >= frame).Order().Take(1)];
        int[] nearest = [.. before, .. after];
        IEnumerable<int> rest = Prompted.Keys.Except(nearest).OrderBy(t => Math.Abs(t - frame)).Take(spec.MaxPromptedFrames - nearest.Length);
        return [.. nearest.Concat(rest).Select(t => (t, Prompted[t]))];
    }
}

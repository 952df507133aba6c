namespace Sam3D.Concepts;

/// <summary>
/// Blanks doubles: of two tracks on the same pixels the one that was hidden more recently, if the other one was hidden at all (SAM 3; official
/// <c>_suppress_overlapping_based_on_recent_occlusion</c>).
/// </summary>
/// <param name="threshold">Intersection over union of a double, 0.7 in the release.</param>
internal sealed class RecentOcclusion(float threshold)
{
    private const int Never = -1, Removed = 100_000;

    private Dictionary<int, int> _last = [];

    /// <summary>Takes a frame.</summary>
    /// <param name="frame">Its number.</param>
    /// <param name="ids">Number of each track.</param>
    /// <param name="masks">Logits of each track.</param>
    /// <param name="removed">Tracks that go on this frame; they give way to all others.</param>
    /// <returns>Whether each track is to be blanked.</returns>
    public bool[] Next(int frame, IReadOnlyList<int> ids, IReadOnlyList<float[]> masks, IReadOnlyList<int> removed)
    {
        int[] last = [.. ids.Select(id => _last.TryGetValue(id, out int known) ? known : removed.Contains(id) ? Removed : Never)];
        bool[] blanked = Doubles(masks, last, threshold);
        _last = ids.Index().Where(t => !removed.Contains(t.Item))
            .ToDictionary(t => t.Item, t => blanked[t.Index] || !masks[t.Index].Any(v => v > 0) ? frame : last[t.Index]);
        return blanked;
    }

    /// <summary>The rule for one frame.</summary>
    /// <param name="masks">Logits of each track.</param>
    /// <param name="last">Frame on which each track was hidden last; −1 for never.</param>
    /// <param name="threshold">Intersection over union of a double.</param>
    /// <param name="reverse">Whether the video runs backwards.</param>
    internal static bool[] Doubles(IReadOnlyList<float[]> masks, IReadOnlyList<int> last, float threshold, bool reverse = false)
    {
        bool[] blanked = new bool[masks.Count];
        for (int i = 0; i < masks.Count; i++)
        {
            for (int k = i + 1; k < masks.Count; k++)
            {
                if (last[i] != last[k] && MaskOverlap.IoU(masks[i], masks[k]) >= threshold)
                {
                    (int recent, int other) = last[i] > last[k] != reverse ? (i, k) : (k, i);
                    blanked[recent] |= last[other] > Never;
                }
            }
        }

        return blanked;
    }
}

namespace Sam3D.Concepts;

/// <summary>Which detections of a frame belong to which tracks (SAM 3; official <c>_associate_det_trk</c>). Several tracks may share a detection.</summary>
internal sealed class TrackMatches
{
    /// <summary>Detections that no track explains.</summary>
    public required IReadOnlyList<int> New { get; init; }

    /// <summary>Tracks that are to be seen and that no detection confirms.</summary>
    public required IReadOnlyList<int> Unmatched { get; init; }

    /// <summary>Tracks of each detection; empty where there are no tracks at all.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Matches { get; init; }

    /// <summary>A detection by its track, where it is sure enough to correct it.</summary>
    public required IReadOnlyDictionary<int, int> Corrections { get; init; }

    /// <summary>Compares masks of one size, of which the pixels with logits above 0 count.</summary>
    /// <param name="detections">Logits of each detection.</param>
    /// <param name="scores">Probability of each detection.</param>
    /// <param name="tracks">Logits of each track.</param>
    /// <param name="ids">Number of each track.</param>
    /// <param name="rules">Thresholds.</param>
    public static TrackMatches Find(
        IReadOnlyList<float[]> detections, IReadOnlyList<float> scores, IReadOnlyList<float[]> tracks, IReadOnlyList<int> ids, ConceptVideoRules rules)
    {
        // Without tracks every detection is new, however sure it is.
        if (tracks.Count == 0)
        {
            return new TrackMatches
            {
                New = [.. Enumerable.Range(0, detections.Count)],
                Unmatched = [],
                Matches = [],
                Corrections = new Dictionary<int, int>(),
            };
        }

        float[][] overlaps = [.. detections.Select(d => tracks.Select(t => MaskOverlap.IoU(d, t)).ToArray())];
        var isNew = detections.Select((_, d) => scores[d] >= rules.NewScore && !overlaps[d].Any(o => o >= rules.SameObject)).ToArray();
        var corrections = new Dictionary<int, int>();
        for (int d = 0; d < detections.Count; d++)
        {
            (int best, float overlap) = overlaps[d].Index().MaxBy(o => o.Item);
            if (scores[d] >= rules.Sure && overlap >= rules.Sure && !isNew[d])
            {
                corrections[ids[best]] = d;
            }
        }

        return new TrackMatches
        {
            New = [.. Enumerable.Range(0, detections.Count).Where(d => isNew[d])],
            Unmatched = [.. ids.Where((_, t) => tracks[t].Any(v => v > 0) && !overlaps.Any(o => o[t] >= rules.Confirmed))],
            Matches = [.. overlaps.Select(o => ids.Where((_, t) => o[t] >= rules.SameObject).ToArray())],
            Corrections = corrections,
        };
    }
}

namespace Sam3D.DataEngine;

/// <summary>How the best candidate is chosen, and what becomes of its object.</summary>
public sealed record SelectionOptions
{
    /// <summary>Who chooses. Default the metrics.</summary>
    public SelectionMethod Method { get; init; } = SelectionMethod.Automatic;

    /// <summary>α: a quality of at least this is accepted, 0 to 1. Default 0.75.</summary>
    public double Threshold { get; init; } = 0.75;

    /// <summary>A quality below this is a hard case, 0 to <see cref="Threshold"/>; between both an object is rejected. Default 0.4.</summary>
    public double HardThreshold { get; init; } = 0.4;

    /// <summary>Of people: annotators who have to have judged an object, at least 1; objects with fewer stay as they are. Default 1.</summary>
    public int MinAnnotators { get; init; } = 1;

    /// <summary>
    /// Of metrics: weights above 0 of metrics of 0 to 1 where higher is better. The quality is their weighted mean; metrics that a candidate lacks are left out of it. Default
    /// silhouette IoU 0.7, colours 0.2, largest part 0.1.
    /// </summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>
    {
        [CandidateMetrics.SilhouetteIoU] = 0.7,
        [CandidateMetrics.ColorAgreement] = 0.2,
        [CandidateMetrics.LargestPart] = 0.1,
    };

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    internal void Validate()
    {
        var errors = new List<string>();
        if (!(Threshold >= 0 && Threshold <= 1))
        {
            errors.Add($"{nameof(Threshold)} is {Threshold}, expected 0 to 1");
        }

        if (!(HardThreshold >= 0 && HardThreshold <= Threshold))
        {
            errors.Add($"{nameof(HardThreshold)} is {HardThreshold}, expected 0 to {nameof(Threshold)}");
        }

        if (MinAnnotators < 1)
        {
            errors.Add($"{nameof(MinAnnotators)} is {MinAnnotators}, expected at least 1");
        }

        if (Weights.Count == 0 || Weights.Values.Any(w => !(w > 0 && double.IsFinite(w))))
        {
            errors.Add($"{nameof(Weights)} has {Weights.Count} weights, expected at least one and all above 0");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }
    }

    /// <summary>The quality of a candidate by its metrics, 0 to 1; 0 where it has none of them.</summary>
    internal double QualityOf(EngineCandidate candidate)
    {
        double sum = 0, weight = 0;
        foreach ((string metric, double w) in Weights)
        {
            if (candidate.Scores.TryGetValue(metric, out double value))
            {
                sum += w * Math.Clamp(value, 0, 1);
                weight += w;
            }
        }

        return weight > 0 ? sum / weight : 0;
    }

    /// <summary>What a quality means.</summary>
    internal QueueState StateOf(double quality) =>
        quality >= Threshold ? QueueState.Accepted : quality >= HardThreshold ? QueueState.Rejected : QueueState.Hard;
}

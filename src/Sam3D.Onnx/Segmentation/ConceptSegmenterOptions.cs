namespace Sam3D;

/// <summary>Which answers of a concept segmenter count.</summary>
public sealed record ConceptSegmenterOptions
{
    /// <summary>Probability above which an object counts, 0 to 1. <see langword="null"/>, the default, takes what the bundle says: 0.5 in the release of SAM 3.</summary>
    public float? ScoreThreshold { get; init; }

    /// <summary>Throws when a value is out of range.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal void Validate()
    {
        if (ScoreThreshold is { } threshold && !(threshold is >= 0 and <= 1))
        {
            throw new ArgumentException(FormattableString.Invariant($"{nameof(ConceptSegmenterOptions)}: {nameof(ScoreThreshold)} is {threshold}, expected 0 to 1."));
        }
    }
}

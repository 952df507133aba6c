namespace Sam3D.Metrics;

/// <summary>One comparison of two models' results on one input.</summary>
/// <param name="First">Name of a model.</param>
/// <param name="Second">Name of another one.</param>
/// <param name="Outcome">Which one is better.</param>
public sealed record Preference(string First, string Second, PreferenceOutcome Outcome)
{
    /// <summary>How often one model is preferred to another one.</summary>
    /// <param name="preferences">Comparisons, also of further models; those do not count.</param>
    /// <param name="model">The model.</param>
    /// <param name="other">The one that it is compared with.</param>
    public static WinRate RateOf(IEnumerable<Preference> preferences, string model, string other)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        long wins = 0, losses = 0, ties = 0;
        foreach (Preference p in preferences)
        {
            if ((p.First != model || p.Second != other) && (p.First != other || p.Second != model))
            {
                continue;
            }

            bool isFirst = p.First == model;
            ties += p.Outcome == PreferenceOutcome.Tie ? 1 : 0;
            wins += p.Outcome == (isFirst ? PreferenceOutcome.First : PreferenceOutcome.Second) ? 1 : 0;
            losses += p.Outcome == (isFirst ? PreferenceOutcome.Second : PreferenceOutcome.First) ? 1 : 0;
        }

        return new WinRate(wins, losses, ties);
    }
}

/// <summary>Which of two results is better.</summary>
public enum PreferenceOutcome
{
    /// <summary>Neither.</summary>
    Tie,

    /// <summary>The first one.</summary>
    First,

    /// <summary>The second one.</summary>
    Second,
}

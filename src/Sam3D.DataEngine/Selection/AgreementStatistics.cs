namespace Sam3D.DataEngine;

/// <summary>How far raters agree who put things into categories, beyond what chance would give.</summary>
public static class AgreementStatistics
{
    /// <summary>
    /// Cohen's kappa of two raters (Cohen, "A coefficient of agreement for nominal scales", 1960): (p₀ − pₑ) / (1 − pₑ), pₑ of each rater's own shares.
    /// </summary>
    /// <param name="ratings">The categories that both gave to each thing.</param>
    /// <returns>−1 to 1; <see langword="null"/> where there is nothing, or where chance alone gives full agreement.</returns>
    public static double? CohenKappa(IReadOnlyCollection<(string First, string Second)> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (ratings.Count == 0)
        {
            return null;
        }

        double n = ratings.Count;
        double observed = ratings.Count(r => r.First == r.Second) / n;
        double expected = ratings.Select(r => r.First).Distinct()
            .Sum(c => ratings.Count(r => r.First == c) / n * (ratings.Count(r => r.Second == c) / n));
        return Kappa(observed, expected);
    }

    /// <summary>
    /// Fleiss' kappa (Fleiss, "Measuring nominal scale agreement among many raters", 1971). Things may have different numbers of raters: the mean over things with two or
    /// more, and shares of all ratings. With equal numbers that is the original.
    /// </summary>
    /// <param name="ratings">For each thing the categories that its raters gave; those with fewer than two are left out.</param>
    /// <returns>At most 1; <see langword="null"/> where there is nothing, or where chance alone gives full agreement.</returns>
    public static double? FleissKappa(IEnumerable<IReadOnlyCollection<string>> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        IReadOnlyCollection<string>[] things = [.. ratings.Where(r => r.Count >= 2)];
        if (things.Length == 0)
        {
            return null;
        }

        double all = things.Sum(t => t.Count);
        double expected = things.SelectMany(t => t).GroupBy(c => c).Sum(g => g.Count() / all * (g.Count() / all));
        return Kappa(things.Average(PairsThatAgree), expected);
    }

    /// <summary>Share of the pairs of raters of one thing that agree, averaged over the things.</summary>
    /// <param name="ratings">As for <see cref="FleissKappa"/>.</param>
    /// <returns>0 to 1; <see langword="null"/> where there is nothing.</returns>
    public static double? PercentAgreement(IEnumerable<IReadOnlyCollection<string>> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        IReadOnlyCollection<string>[] things = [.. ratings.Where(r => r.Count >= 2)];
        return things.Length == 0 ? null : things.Average(PairsThatAgree);
    }

    private static double PairsThatAgree(IReadOnlyCollection<string> ratings)
    {
        double n = ratings.Count;
        return ratings.GroupBy(c => c).Sum(g => g.Count() * (g.Count() - 1.0)) / (n * (n - 1));
    }

    // Sums of shares are rounded, so that "everybody gave one category" need not be exactly 1.
    private static double? Kappa(double observed, double expected) => expected > 1 - 1e-12 ? null : (observed - expected) / (1 - expected);
}

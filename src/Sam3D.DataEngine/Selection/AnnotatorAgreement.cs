namespace Sam3D.DataEngine;

/// <summary>How far the annotators of a store agree on final choices.</summary>
/// <remarks>
/// The category of a choice is what made the candidate (model and seed), or none: candidates of different objects can be compared by nothing else, and positions are
/// shuffled. Only objects that two or more annotators have judged to the end count.
/// </remarks>
public sealed class AnnotatorAgreement
{
    /// <summary>Objects that two or more annotators have judged.</summary>
    public required int Objects { get; init; }

    /// <summary>Share of agreeing pairs of annotators, 0 to 1; <see langword="null"/> where no object counts.</summary>
    public double? Percent { get; init; }

    /// <summary>Fleiss' kappa of all annotators; <see langword="null"/> where it is not defined.</summary>
    public double? FleissKappa { get; init; }

    /// <summary>Cohen's kappa of every two annotators with a common object.</summary>
    public required IReadOnlyList<PairAgreement> Pairs { get; init; }

    /// <summary>Measures a store.</summary>
    /// <param name="store">The store.</param>
    /// <exception cref="DataEngineException">The store cannot be used.</exception>
    public static AnnotatorAgreement Of(EngineStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var choices = new List<IReadOnlyDictionary<string, string>>();
        foreach (IGrouping<long, EngineJudgement> group in store.Judgements().GroupBy(j => j.ObjectId))
        {
            IReadOnlyList<EngineCandidate> candidates = store.Candidates(group.Key);
            Dictionary<string, string> byName = FinalChoice.Of(candidates, [.. group]).ToDictionary(
                c => c.Annotator, c => candidates.FirstOrDefault(x => x.Id == c.Winner) is { } winner ? $"{winner.ModelHash}/{winner.Seed}/{winner.Options}" : "none");
            if (byName.Count >= 2)
            {
                choices.Add(byName);
            }
        }

        string[] names = [.. choices.SelectMany(c => c.Keys).Distinct().Order(StringComparer.Ordinal)];
        IReadOnlyCollection<string>[] ratings = [.. choices.Select(c => (IReadOnlyCollection<string>)[.. c.Values])];
        return new AnnotatorAgreement
        {
            Objects = choices.Count,
            Percent = AgreementStatistics.PercentAgreement(ratings),
            FleissKappa = AgreementStatistics.FleissKappa(ratings),
            Pairs = [.. names.SelectMany((a, i) => names.Skip(i + 1).Select(b => PairOf(a, b, choices))).Where(p => p.Objects > 0)],
        };
    }

    private static PairAgreement PairOf(string first, string second, IEnumerable<IReadOnlyDictionary<string, string>> choices)
    {
        (string, string)[] common =
        [
            .. choices.Where(c => c.ContainsKey(first) && c.ContainsKey(second)).Select(c => (c[first], c[second])),
        ];
        return new PairAgreement
        {
            First = first,
            Second = second,
            Objects = common.Length,
            Percent = common.Length == 0 ? 0 : (double)common.Count(c => c.Item1 == c.Item2) / common.Length,
            CohenKappa = AgreementStatistics.CohenKappa(common),
        };
    }
}

/// <summary>How far two annotators agree.</summary>
public sealed record PairAgreement
{
    /// <summary>One annotator.</summary>
    public required string First { get; init; }

    /// <summary>The other.</summary>
    public required string Second { get; init; }

    /// <summary>Objects that both have judged.</summary>
    public required int Objects { get; init; }

    /// <summary>Share of equal choices, 0 to 1.</summary>
    public required double Percent { get; init; }

    /// <summary>Cohen's kappa; <see langword="null"/> where it is not defined.</summary>
    public double? CohenKappa { get; init; }
}

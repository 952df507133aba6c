namespace Sam3D.DataEngine;

/// <summary>Two candidates of one object, of which one is preferred.</summary>
internal sealed record PreferencePair(EngineCandidate Chosen, EngineCandidate Rejected)
{
    public int? Wins { get; private init; }

    public int? Losses { get; private init; }

    public double? Margin { get; private init; }

    /// <summary>Each choice is a win over everything that was shown beside it. A pair is what more judgements say than deny.</summary>
    public static IEnumerable<PreferencePair> OfPeople(IReadOnlyList<EngineCandidate> candidates, IReadOnlyList<EngineJudgement> judgements)
    {
        var wins = new Dictionary<(long Chosen, long Rejected), int>();
        foreach (EngineJudgement judgement in judgements)
        {
            foreach (long other in judgement.Shown)
            {
                if (judgement.Winner is { } winner && other != winner)
                {
                    wins[(winner, other)] = wins.GetValueOrDefault((winner, other)) + 1;
                }
            }
        }

        return
            from chosen in candidates
            from rejected in candidates
            let won = wins.GetValueOrDefault((chosen.Id, rejected.Id))
            let lost = wins.GetValueOrDefault((rejected.Id, chosen.Id))
            where won > lost
            select new PreferencePair(chosen, rejected) { Wins = won, Losses = lost };
    }

    /// <summary>The best candidate over each that is worse by the margin.</summary>
    public static IEnumerable<PreferencePair> OfMetrics(IReadOnlyList<EngineCandidate> candidates, PreferenceOptions options)
    {
        if (candidates.OrderByDescending(options.Quality.QualityOf).ThenBy(c => c.Id).FirstOrDefault() is not { } best)
        {
            return [];
        }

        double quality = options.Quality.QualityOf(best);
        return candidates.Where(c => quality - options.Quality.QualityOf(c) >= options.Margin)
            .Select(c => new PreferencePair(best, c) { Margin = quality - options.Quality.QualityOf(c) });
    }
}

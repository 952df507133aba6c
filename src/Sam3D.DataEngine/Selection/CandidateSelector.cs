namespace Sam3D.DataEngine;

/// <summary>Chooses the best candidate of every object and routes the object by its quality: accepted, rejected, or hard.</summary>
public static class CandidateSelector
{
    /// <summary>
    /// Decides all objects that can be decided. Doing it again with other options decides anew; a decision of people is never replaced by an automatic one.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <returns>The decisions that were recorded, in the order of the objects.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DataEngineException">The store cannot be used.</exception>
    public static IReadOnlyList<EngineDecision> Run(EngineStore store, SelectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new SelectionOptions();
        options.Validate();
        ILookup<long, EngineJudgement> judgements = store.Judgements().ToLookup(j => j.ObjectId);
        var kept = options.Method == SelectionMethod.People
            ? []
            : store.Decisions().Where(d => d.Method == SelectionMethod.People).Select(d => d.ObjectId).ToHashSet();
        EngineDecision[] decisions =
        [
            .. store.Objects().Where(o => !kept.Contains(o.Id)).Select(o => options.Method == SelectionMethod.People
                ? ByPeople(o, store.Candidates(o.Id), [.. judgements[o.Id]], options)
                : ByMetrics(o, store.Candidates(o.Id), options)).OfType<EngineDecision>(),
        ];
        store.Decide(decisions);
        return decisions;
    }

    private static EngineDecision? ByMetrics(EngineObject item, IReadOnlyList<EngineCandidate> candidates, SelectionOptions options)
    {
        if (candidates.Count == 0)
        {
            return null;
        }

        // Where all failed there is no best one, and the quality is 0.
        EngineCandidate? best = candidates.Where(c => c.IsMade).OrderByDescending(options.QualityOf).ThenBy(c => c.Id).FirstOrDefault();
        return Decision(item, best, best is null ? 0 : options.QualityOf(best), options);
    }

    /// <summary>
    /// The candidate with the most votes; "none" is a vote too. Ties go to a candidate before none, then to the better mean rating, the better metrics, the smaller number.
    /// </summary>
    private static EngineDecision? ByPeople(
        EngineObject item, IReadOnlyList<EngineCandidate> candidates, IReadOnlyList<EngineJudgement> judgements, SelectionOptions options)
    {
        IReadOnlyList<FinalChoice> choices = FinalChoice.Of(candidates, judgements);
        if (choices.Count < options.MinAnnotators)
        {
            return null;
        }

        var best = choices.GroupBy(c => c.Winner)
            .Select(g => (Candidate: candidates.FirstOrDefault(c => c.Id == g.Key), Votes: g.Count(), Quality: Quality([.. g], choices.Count)))
            .OrderByDescending(g => g.Votes).ThenByDescending(g => g.Candidate is not null).ThenByDescending(g => g.Quality)
            .ThenByDescending(g => g.Candidate is { } c ? options.QualityOf(c) : 0).ThenBy(g => g.Candidate?.Id)
            .First();
        return Decision(item, best.Candidate, best.Candidate is null ? 0 : best.Quality, options);
    }

    /// <summary>The mean rating of those who chose it, 1 to 5 as 0 to 1; where nobody was asked, their share.</summary>
    private static double Quality(IReadOnlyList<FinalChoice> votes, int all)
    {
        int[] ratings = [.. votes.Select(v => v.Rating).OfType<int>()];
        return ratings.Length > 0 ? (ratings.Average() - 1) / 4 : (double)votes.Count / all;
    }

    private static EngineDecision Decision(EngineObject item, EngineCandidate? best, double quality, SelectionOptions options) => new()
    {
        ObjectId = item.Id,
        CandidateId = best?.Id,
        Method = options.Method,
        Quality = quality,
        Threshold = options.Threshold,
        State = best is null ? QueueState.Hard : options.StateOf(quality),
    };
}

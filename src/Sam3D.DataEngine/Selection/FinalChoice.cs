namespace Sam3D.DataEngine;

/// <summary>What an annotator chose of all candidates of an object: the outcome of the last round.</summary>
/// <param name="Annotator">The annotator's name.</param>
/// <param name="Winner">The candidate; <see langword="null"/> for none.</param>
/// <param name="Rating">1 to 5, where it was asked.</param>
internal sealed record FinalChoice(string Annotator, long? Winner, int? Rating)
{
    /// <summary>The choices of those who have seen all candidates, by name.</summary>
    public static IReadOnlyList<FinalChoice> Of(IReadOnlyList<EngineCandidate> candidates, IReadOnlyList<EngineJudgement> judgements)
    {
        long[] made = [.. candidates.Where(c => c.IsMade).Select(c => c.Id)];
        return
        [
            .. judgements.GroupBy(j => j.Annotator)
                .Where(g => made.Length > 0 && made.All(id => g.Any(j => j.Shown.Contains(id))))
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => g.MaxBy(j => j.Round)!)
                .Select(last => new FinalChoice(last.Annotator, last.Winner, last.Rating)),
        ];
    }
}

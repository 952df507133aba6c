namespace Sam3D.DataEngine;

/// <summary>
/// Exports preferences for alignment (DPO): of two candidates of an object the chosen and the rejected one. The layout stands in docs/data-engine.md.
/// </summary>
public static class PreferenceExport
{
    /// <summary>Writes the pairs; they appear complete or not at all.</summary>
    /// <param name="store">The store.</param>
    /// <param name="folder">The folder to make; missing or empty.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Honoured between objects.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DataEngineException">There is no pair, or a file was damaged.</exception>
    /// <exception cref="ExportException">The place cannot be written, or holds something.</exception>
    public static ExportSummary Write(EngineStore store, string folder, PreferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new PreferenceOptions();
        options.Validate();
        ILookup<long, EngineJudgement> judgements = store.Judgements().ToLookup(j => j.ObjectId);
        using var output = new ExportFolder(store, folder);
        var lines = new List<PairLine>();
        foreach (EngineObject item in store.Objects())
        {
            cancellationToken.ThrowIfCancellationRequested();
            EngineCandidate[] candidates = [.. store.Candidates(item.Id).Where(c => c.IsMade)];
            IEnumerable<PreferencePair> pairs = options.Method == SelectionMethod.People
                ? PreferencePair.OfPeople(candidates, [.. judgements[item.Id]])
                : PreferencePair.OfMetrics(candidates, options);
            foreach (PreferencePair pair in pairs)
            {
                (string photo, string mask) = output.Add(item, ExportFolder.Numbered("objects", item.Id));
                lines.Add(new PairLine
                {
                    Object = item.Id,
                    Split = HeldOutSplit.Of(item.PhotoHash, options.HeldOut),
                    Photo = photo,
                    Mask = mask,
                    Chosen = output.Add(pair.Chosen, ExportFolder.Numbered("candidates", pair.Chosen.Id)),
                    Rejected = output.Add(pair.Rejected, ExportFolder.Numbered("candidates", pair.Rejected.Id)),
                    Method = options.Method.Word(),
                    Wins = pair.Wins,
                    Losses = pair.Losses,
                    Margin = pair.Margin,
                });
            }
        }

        return lines.Count > 0 ? output.Commit("pairs", "pairs.jsonl", lines, EngineJson.Lines.PairLine) : throw new DataEngineException(
            $"{store.Folder} has no preferences of this kind, so there is nothing to export; annotate first, or take those of the metrics with a smaller margin.");
    }
}

/// <summary>Which preferences are exported.</summary>
public sealed record PreferenceOptions
{
    /// <summary>Whose preferences. Default people.</summary>
    public SelectionMethod Method { get; init; } = SelectionMethod.People;

    /// <summary>Of metrics: how much better the best candidate's quality has to be than a rejected one's, above 0. Default 0.05.</summary>
    public double Margin { get; init; } = 0.05;

    /// <summary>How metrics make a quality. Default those of <see cref="SelectionOptions"/>.</summary>
    public SelectionOptions Quality { get; init; } = new();

    /// <summary>Share of photographs, 0 to 0.5, that is marked for measuring instead of training. Default 0.1.</summary>
    public double HeldOut { get; init; } = FineTuningExport.DefaultHeldOut;

    /// <exception cref="ArgumentException">A member is out of range.</exception>
    internal void Validate()
    {
        Quality.Validate();
        HeldOutSplit.Check(HeldOut);
        if (!(Margin > 0 && Margin <= 1))
        {
            throw new ArgumentException($"{nameof(Margin)} is {Margin}, expected above 0 and at most 1.");
        }
    }
}

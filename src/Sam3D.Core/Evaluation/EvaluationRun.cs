using Sam3D.Metrics;

namespace Sam3D.Evaluation;

/// <summary>Lets models predict every case of a set and scores them.</summary>
/// <remarks>
/// Nothing is kept of a case but its scores; a listener sees meshes as they come. A prediction that fails with a <see cref="Sam3DException"/> is a score with a failure; a case that cannot be loaded
/// ends the run, because the set is wrong then.
/// </remarks>
public static class EvaluationRun
{
    /// <summary>The most cases of a run.</summary>
    public const int MaxCases = 1_000_000;

    /// <summary>Runs.</summary>
    /// <param name="items">The cases, 1 to <see cref="MaxCases"/>.</param>
    /// <param name="models">At least one model; names differ.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <param name="listener">Told about every prediction after it was scored; may be <see langword="null"/>.</param>
    /// <param name="progress">Told the number of scored predictions; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured soon.</param>
    /// <returns>One score for each case and model, in the order of cases, then models.</returns>
    /// <exception cref="EvaluationException">There is no case.</exception>
    /// <exception cref="ArgumentException">There is no model, names are equal, or an option is out of range.</exception>
    public static async Task<IReadOnlyList<CaseScore>> RunAsync(
        IReadOnlyList<EvaluationItem> items,
        IReadOnlyList<IObjectPredictor> models,
        EvaluationOptions? options = null,
        Action<ScoredPrediction>? listener = null,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(models);
        options ??= new EvaluationOptions();
        options.Validate();
        if (items.Count is 0 or > MaxCases)
        {
            throw new EvaluationException($"There are {items.Count} cases to evaluate, expected 1 to {MaxCases:N0}: give a set with objects.");
        }

        if (models.Count == 0 || models.Select(m => m.Name).Distinct(StringComparer.Ordinal).Count() != models.Count)
        {
            throw new ArgumentException("Expected at least one model, and different names.", nameof(models));
        }

        var scores = new List<CaseScore>();
        foreach (EvaluationItem item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new EvaluationProgress(item.Name, scores.Count, items.Count * models.Count));
            EvaluationCase truth = item.Load();
            UnitCube.Bounds(truth.Truth); // a true mesh that cannot be scored is no failure of a model
            foreach (IObjectPredictor model in models)
            {
                ScoredPrediction scored = await PredictAsync(model, truth, options, cancellationToken).ConfigureAwait(false);
                scores.Add(scored.Score);
                listener?.Invoke(scored);
                progress?.Report(new EvaluationProgress(item.Name, scores.Count, items.Count * models.Count));
            }
        }

        return scores;
    }

    private static async Task<ScoredPrediction> PredictAsync(
        IObjectPredictor model, EvaluationCase truth, EvaluationOptions options, CancellationToken cancellationToken)
    {
        try
        {
            ObjectPrediction prediction = await model.PredictAsync(truth, cancellationToken).ConfigureAwait(false);
            (CaseScore score, TriangleMesh aligned) = CaseScorer.Score(model.Name, truth, prediction, options, cancellationToken);
            return new ScoredPrediction(truth, prediction, aligned, score);
        }
        catch (Sam3DException e)
        {
            var failure = new CaseScore { Case = truth.Name, Model = model.Name, Failure = MessageText.OneLine(e.Message), LacksPose = truth.Pose is null, LacksMask = truth.Mask is null };
            return new ScoredPrediction(truth, null, null, failure);
        }
    }
}

/// <summary>A prediction with its scores.</summary>
/// <param name="truth">The case.</param>
/// <param name="prediction">What the model made; <see langword="null"/> after a failure.</param>
/// <param name="aligned">The predicted mesh aligned to the true one in [-1, 1]³; <see langword="null"/> after a failure.</param>
/// <param name="score">The scores.</param>
public sealed class ScoredPrediction(EvaluationCase truth, ObjectPrediction? prediction, TriangleMesh? aligned, CaseScore score)
{
    /// <summary>The case.</summary>
    public EvaluationCase Truth { get; } = truth;

    /// <summary>What the model made; <see langword="null"/> after a failure.</summary>
    public ObjectPrediction? Prediction { get; } = prediction;

    /// <summary>The predicted mesh aligned to the true one in [-1, 1]³; <see langword="null"/> after a failure.</summary>
    public TriangleMesh? Aligned { get; } = aligned;

    /// <summary>The scores.</summary>
    public CaseScore Score { get; } = score;
}

/// <summary>Where an evaluation stands.</summary>
/// <param name="Case">Name of the case at work.</param>
/// <param name="Done">Scored predictions.</param>
/// <param name="Total">All predictions, at least 1.</param>
public readonly record struct EvaluationProgress(string Case, int Done, int Total);

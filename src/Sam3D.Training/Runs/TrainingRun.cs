using System.Diagnostics;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>
/// Runs a recipe. State, losses and a plot are saved every <see cref="TrainingRecipe.SaveEvery"/> steps; a run that was stopped or killed goes on from there and
/// makes the same numbers as one that was not, with the same number of threads.
/// </summary>
public static class TrainingRun
{
    private const double LastPart = 0.1;

    /// <summary>Trains until the recipe's last step, or until it is stopped.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="progress">Told after every step; may be <see langword="null"/>.</param>
    /// <param name="threads">Threads of libtorch; 0 takes all cores.</param>
    /// <param name="cancellationToken">Stops after the step that is being taken; the state is saved.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="TrainingException">The recipe, the run folder or the data cannot be used, or the loss is not finite.</exception>
    /// <exception cref="CheckpointException">A configuration or a checkpoint to start from cannot be used.</exception>
    public static TrainingResult Run(
        TrainingRecipe recipe, IProgress<TrainingProgress>? progress = null, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        recipe.Validate();
        torch.set_num_threads(threads == 0 ? Environment.ProcessorCount : threads);
        RunFolder folder = RunFolder.Open(recipe);
        if (!File.Exists(folder.State))
        {
            folder.CopyStart(recipe.Start);
        }

        using ITrainingStage stage = TrainingStages.Create(recipe, folder, cancellationToken);
        return Run(recipe, folder, stage, progress, cancellationToken);
    }

    /// <summary>Deletes the state of a run, so that the next one begins again.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <exception cref="TrainingException">The files cannot be deleted.</exception>
    public static void Forget(TrainingRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        RunFolder.Forget(recipe);
    }

    /// <summary>Runs a stage.</summary>
    internal static TrainingResult Run(
        TrainingRecipe recipe, RunFolder folder, ITrainingStage stage, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using var optimizer = new Optimizer(stage.Parameters, recipe.Optimizer);
        using var average = new WeightAverage(stage.Parameters, recipe.Optimizer.Average);
        var state = new TrainingState(stage.Parameters, optimizer, average);
        long resumed = File.Exists(folder.State) ? state.Load(folder.State) : 0, step = resumed;
        using var log = new LossLog(folder.Losses, resumed);
        long started = Stopwatch.GetTimestamp();

        // A step is never half done: the stop is looked at between steps.
        for (; step < recipe.Steps && !cancellationToken.IsCancellationRequested; step++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            stage.Parameters.ClearGradients();
            IReadOnlyList<LossValue> losses = stage.Backward(step);
            if (losses.Any(l => !double.IsFinite(l.Value)))
            {
                throw new TrainingException($"The loss of step {step + 1} is not finite; lower the learning rate of the recipe, and resume from the last saved state.");
            }

            double norm = optimizer.ClipGradients();
            optimizer.Step(step, recipe.Optimizer.Factor(step, recipe.Steps));
            average.Update(step);
            bool isSaved = (step + 1) % recipe.SaveEvery == 0 || step + 1 == recipe.Steps;
            log.Add(step + 1, [.. losses, new LossValue("gradient", norm), .. HeldOut(recipe, stage, average, losses, isSaved)]);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            progress?.Report(new TrainingProgress(step + 1, recipe.Steps, losses, norm, (step + 1 - resumed) * recipe.Batch / seconds));
            if (isSaved && step + 1 < recipe.Steps)
            {
                Save(folder, state, log, step + 1);
            }
        }

        double rate = (step - resumed) * recipe.Batch / Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (step > resumed)
        {
            Save(folder, state, log, step);
        }

        if (step >= recipe.Steps)
        {
            average.Swap();
            stage.Export(folder.Model);
            average.Swap();
        }

        return new TrainingResult
        {
            Step = step,
            StepCount = recipe.Steps,
            ResumedFrom = resumed,
            ModelFolder = folder.Model,
            Parameters = stage.Parameters.TrainableCount,
            FinalLosses = log.Last(LastPart),
            SamplesPerSecond = rate,
        };
    }

    /// <summary>The losses of the averaged weights on what is held out; not numbers in steps that are not saved.</summary>
    private static IEnumerable<LossValue> HeldOut(TrainingRecipe recipe, ITrainingStage stage, WeightAverage average, IReadOnlyList<LossValue> losses, bool isSaved)
    {
        if (recipe.HeldOut == 0)
        {
            return [];
        }

        IReadOnlyList<LossValue> values = losses;
        if (isSaved)
        {
            average.Swap();
            values = stage.HeldOut();
            average.Swap();
        }

        return values.Select(v => new LossValue(LossLog.HeldOutPrefix + v.Name, isSaved ? v.Value : double.NaN));
    }

    private static void Save(RunFolder folder, TrainingState state, LossLog log, long step)
    {
        state.Save(folder.State, step);
        LossPlot.Save(folder.Plot, log);
    }
}

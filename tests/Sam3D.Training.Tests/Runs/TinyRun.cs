namespace Sam3D.Training.Tests;

/// <summary>Runs of tiny models on boxes.</summary>
internal static class TinyRun
{
    /// <summary>A recipe.</summary>
    public static TrainingRecipe Recipe(TrainingPhase phase, string output, string start, int steps, int batch = 2, params (string Name, double Value)[] numbers) => new()
    {
        Phase = phase,
        Start = [start],
        Data = ["none"],
        Output = output,
        Seed = 7,
        Steps = steps,
        Batch = batch,
        SaveEvery = 1000,
        Optimizer = new OptimizerOptions { Rate = 2e-3, MatrixRate = 4e-3, WarmupSteps = 2, DecayFraction = 0, Average = 0.9 },
        Numbers = numbers.ToDictionary(n => n.Name, n => n.Value),
        Text = $"{phase} {steps}",
    };

    /// <summary>Runs until a number of steps, from the saved state where there is one, like a new process.</summary>
    public static (TrainingResult Result, IReadOnlyList<TrainingProgress> Progress) Run(TrainingRecipe recipe, ITrainingData data, long stopAfter = long.MaxValue)
    {
        TorchSharp.torch.set_num_threads(1);
        RunFolder folder = RunFolder.Open(recipe);
        if (!File.Exists(folder.State))
        {
            folder.CopyStart(recipe.Start);
        }

        using var stop = new CancellationTokenSource();
        using ITrainingStage stage = TrainingStages.Create(recipe, folder, data, stop.Token);
        var steps = new Steps(stop, stopAfter);
        return (TrainingRun.Run(recipe, folder, stage, steps, stop.Token), steps.Seen);
    }

    private sealed class Steps(CancellationTokenSource stop, long stopAfter) : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Seen { get; } = [];

        public void Report(TrainingProgress value)
        {
            Seen.Add(value);
            if (value.Step >= stopAfter)
            {
                stop.Cancel();
            }
        }
    }
}

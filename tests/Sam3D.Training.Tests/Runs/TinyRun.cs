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

    /// <summary>What keeps a step small, by phase.</summary>
    public static (string Name, double Value)[] Numbers(TrainingPhase phase) => phase switch
    {
        TrainingPhase.LatentAutoencoder => [("statistics", 2), ("mesh_voxels", 12)],
        TrainingPhase.GeometryPreference => [("photographs", 4), ("candidates", 2), ("sampling_steps", 2), ("least_gap", 0)],
        TrainingPhase.GeometryDistillation => [("most_steps", 4)],
        _ => [],
    };

    /// <summary>A folder with configurations and the first weights of what a phase needs.</summary>
    public static string Start(TemporaryFolder folder, TrainingPhase phase)
    {
        string start = TinyModel.Write(folder.File("start"));
        TrainingPhase[] before = phase switch
        {
            TrainingPhase.TextureFlow => [TrainingPhase.LatentAutoencoder],
            TrainingPhase.GeometryFlow => [TrainingPhase.StructureAutoencoder],
            TrainingPhase.GeometryDistillation or TrainingPhase.GeometryPreference => [TrainingPhase.StructureAutoencoder, TrainingPhase.GeometryFlow],
            _ => [],
        };
        foreach (TrainingPhase earlier in before)
        {
            TrainingRecipe recipe = Recipe(earlier, folder.File($"{earlier}"), start, 1, numbers: Numbers(earlier));
            Run(recipe, new BlockData(3));
            start = Path.Combine(recipe.Output, "model");
        }

        return start;
    }

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

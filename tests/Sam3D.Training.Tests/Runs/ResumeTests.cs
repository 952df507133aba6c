namespace Sam3D.Training.Tests;

/// <summary>A run that was stopped goes on as if it had not been.</summary>
public sealed class ResumeTests
{
    [Theory]
    [InlineData("StructureAutoencoder")]
    [InlineData("GeometryFlow")]
    [InlineData("LatentAutoencoder")]
    [InlineData("TextureFlow")]
    [InlineData("GeometryDistillation")]
    [InlineData("GeometryPreference")]
    public void A_stopped_run_makes_the_same_losses_and_weights(string name)
    {
        TrainingPhase phase = Enum.Parse<TrainingPhase>(name);
        using var folder = new TemporaryFolder();
        string start = TinyRun.Start(folder, phase);
        var data = new BlockData(5);
        (TrainingResult whole, IReadOnlyList<TrainingProgress> all) = TinyRun.Run(TinyRun.Recipe(phase, folder.File("whole"), start, 6, numbers: TinyRun.Numbers(phase)) with { HeldOut = 1, SaveEvery = 4 }, data);
        TrainingRecipe recipe = TinyRun.Recipe(phase, folder.File("parts"), start, 6, numbers: TinyRun.Numbers(phase)) with { HeldOut = 1, SaveEvery = 4 };
        (TrainingResult first, IReadOnlyList<TrainingProgress> before) = TinyRun.Run(recipe, data, stopAfter: 3);
        (TrainingResult second, IReadOnlyList<TrainingProgress> after) = TinyRun.Run(recipe, data);

        Assert.True(whole.IsComplete && second.IsComplete);
        Assert.False(first.IsComplete);
        Assert.Equal(3, first.Step);
        Assert.Equal(3, second.ResumedFrom);
        Assert.Equal(all.Select(p => (p.Step, p.Losses[0].Value, p.GradientNorm)), before.Concat(after).Select(p => (p.Step, p.Losses[0].Value, p.GradientNorm)));
        Assert.Equal(File.ReadAllText(folder.File("whole/losses.csv")), File.ReadAllText(folder.File("parts/losses.csv")));
        foreach (string file in Directory.EnumerateFiles(folder.File("whole"), "*.safetensors", SearchOption.AllDirectories))
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace("/whole/", "/parts/", StringComparison.Ordinal)));
        }
    }
}

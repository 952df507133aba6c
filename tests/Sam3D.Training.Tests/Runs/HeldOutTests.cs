using System.Globalization;
using Sam3D.Imaging;

namespace Sam3D.Training.Tests;

/// <summary>Losses of the samples that are not trained on.</summary>
public sealed class HeldOutTests
{
    [Theory]
    [InlineData("StructureAutoencoder")]
    [InlineData("GeometryFlow")]
    [InlineData("LatentAutoencoder")]
    [InlineData("TextureFlow")]
    [InlineData("GeometryDistillation")]
    [InlineData("GeometryPreference")]
    public void They_are_measured_when_the_run_is_saved_and_named_as_those_of_a_step(string name)
    {
        TrainingPhase phase = Enum.Parse<TrainingPhase>(name);
        using var folder = new TemporaryFolder();
        TrainingRecipe recipe = TinyRun.Recipe(phase, folder.File("run"), TinyRun.Start(folder, phase), 3, numbers: TinyRun.Numbers(phase)) with { HeldOut = 2, SaveEvery = 2 };
        (TrainingResult result, _) = TinyRun.Run(recipe, new BlockData(6));
        string[][] rows = [.. File.ReadLines(folder.File("run/losses.csv")).Select(l => l.Split(','))];
        string[] held = [.. rows[0].Where(n => n.StartsWith("held_out_", StringComparison.Ordinal))];
        Assert.Equal(held.Select(n => n["held_out_".Length..]), rows[0].Skip(1).SkipLast(held.Length).Where(n => n != "gradient"));
        Assert.All(rows[1][^held.Length..], Assert.Empty);
        Assert.All(rows[2][^held.Length..].Concat(rows[3][^held.Length..]), cell => Assert.True(double.IsFinite(double.Parse(cell, CultureInfo.InvariantCulture))));
        Assert.Contains(result.FinalLosses, l => l.Name == "held_out_loss");
    }

    [Fact]
    public void They_are_those_of_the_delivered_weights_and_the_same_at_every_call()
    {
        using var folder = new TemporaryFolder();
        TrainingRecipe recipe = TinyRun.Recipe(TrainingPhase.StructureAutoencoder, folder.File("run"), TinyModel.Write(folder.File("start")), 4) with { HeldOut = 3, SaveEvery = 4 };
        var data = new BlockData(6);
        TinyRun.Run(recipe, data);
        string last = File.ReadLines(folder.File("run/losses.csv")).Last();
        string[] names = File.ReadLines(folder.File("run/losses.csv")).First().Split(',');
        double written = double.Parse(last.Split(',')[Array.IndexOf(names, "held_out_loss")], CultureInfo.InvariantCulture);

        // A phase that begins from what was delivered has not changed it yet.
        TrainingRecipe next = recipe with { Output = folder.File("next"), Start = [folder.File("run/model")], Text = "next" };
        RunFolder opened = RunFolder.Open(next);
        opened.CopyStart(next.Start);
        using ITrainingStage stage = TrainingStages.Create(next, opened, data, TestContext.Current.CancellationToken);
        IReadOnlyList<LossValue> once = stage.HeldOut(), twice = stage.HeldOut();
        Assert.Equal(once, twice);
        Assert.Equal(written, once[0].Value, 1e-6);
        Assert.NotEqual(written, stage.Backward(0)[0].Value, 1e-6);
    }

    [Fact]
    public void Two_batches_weigh_as_much_as_they_have_samples()
    {
        IReadOnlyList<LossValue> mean = HeldOutLosses.Mean(1, 10, 5, 3, (samples, _) => [new LossValue("n", samples.Average())]);
        Assert.Equal(new LossValue("n", 12), Assert.Single(mean));
        Assert.Empty(HeldOutLosses.Mean(1, 10, 0, 3, (_, _) => [new LossValue("n", 1)]));
    }

    [Fact]
    public void They_are_a_line_of_their_own_in_the_plot()
    {
        using var folder = new TemporaryFolder();
        TrainingRecipe recipe = TinyRun.Recipe(TrainingPhase.StructureAutoencoder, folder.File("run"), TinyModel.Write(folder.File("start")), 6) with { HeldOut = 2, SaveEvery = 2 };
        TinyRun.Run(recipe, new BlockData(6));
        Assert.Contains(RgbImage.Load(folder.File("run/losses.png")).Pixels.ToArray().Chunk(3), p => p is [200, 90, 30]);
        TinyRun.Run(recipe with { Output = folder.File("without"), HeldOut = 0 }, new BlockData(6));
        Assert.DoesNotContain(RgbImage.Load(folder.File("without/losses.png")).Pixels.ToArray().Chunk(3), p => p is [200, 90, 30]);
    }
}

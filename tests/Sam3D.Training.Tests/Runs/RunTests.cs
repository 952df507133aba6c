using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Imaging;

namespace Sam3D.Training.Tests;

/// <summary>Run folders, crashes, logs, plots, and what a run delivers.</summary>
public sealed class RunTests
{
    [Fact]
    public void A_run_that_died_goes_on_from_its_last_saved_state_on_the_same_curve()
    {
        using var folder = new TemporaryFolder();
        string start = TinyModel.Write(folder.File("start"));
        var data = new BlockData(5);
        TrainingRecipe Recipe(string name) => TinyRun.Recipe(TrainingPhase.StructureAutoencoder, folder.File(name), start, 5) with { SaveEvery = 2 };
        TinyRun.Run(Recipe("whole"), data);
        Assert.Throws<InvalidOperationException>(() => TinyRun.Run(Recipe("dead"), new DyingData(data, reads: 9))); // in the fourth or fifth step, or while it is prepared
        (TrainingResult result, _) = TinyRun.Run(Recipe("dead"), data);
        Assert.InRange(result.ResumedFrom, 2, 4);
        Assert.Equal(File.ReadAllText(folder.File("whole/losses.csv")), File.ReadAllText(folder.File("dead/losses.csv")));
        Assert.Equal(File.ReadAllBytes(folder.File("whole/model/ss_decoder.safetensors")), File.ReadAllBytes(folder.File("dead/model/ss_decoder.safetensors")));
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public void Training_lowers_the_loss_and_draws_it()
    {
        using var folder = new TemporaryFolder();
        TrainingRecipe recipe = TinyRun.Recipe(TrainingPhase.StructureAutoencoder, folder.File("run"), TinyModel.Write(folder.File("start")), 40, batch: 4);
        (_, IReadOnlyList<TrainingProgress> progress) = TinyRun.Run(recipe, new BlockData(4));
        double first = progress.Take(5).Average(p => p.Losses[0].Value), last = progress.TakeLast(5).Average(p => p.Losses[0].Value);
        Assert.True(last < 0.6 * first, $"The loss went from {first} to {last}.");
        RgbImage plot = RgbImage.Load(folder.File("run/losses.png"));
        Assert.Contains(plot.Pixels.ToArray(), p => p == 20); // the colour of the curve
    }

    [Fact]
    public void A_folder_of_another_recipe_and_a_missing_start_are_refused()
    {
        using var folder = new TemporaryFolder();
        string start = TinyModel.Write(folder.File("start"));
        TrainingRecipe recipe = TinyRun.Recipe(TrainingPhase.StructureAutoencoder, folder.File("run"), start, 1);
        TinyRun.Run(recipe, new BlockData(2));
        Assert.Contains("another recipe", Assert.Throws<TrainingException>(() => TinyRun.Run(recipe with { Text = "other" }, new BlockData(2))).Message, StringComparison.Ordinal);
        TrainingRun.Forget(recipe);
        Assert.Equal(0, TinyRun.Run(recipe with { Text = "other" }, new BlockData(2)).Result.ResumedFrom);
        TrainingRecipe lost = TinyRun.Recipe(TrainingPhase.GeometryFlow, folder.File("lost"), folder.File("nowhere"), 1);
        Assert.Contains("nowhere", Assert.Throws<TrainingException>(() => TinyRun.Run(lost, new BlockData(2))).Message, StringComparison.Ordinal);
        TrainingRecipe early = TinyRun.Recipe(TrainingPhase.GeometryFlow, folder.File("early"), start, 1);
        Assert.Contains("ss_encoder", Assert.Throws<TrainingException>(() => TinyRun.Run(early, new BlockData(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_all_phases_deliver_together_converts_to_a_bundle()
    {
        using var folder = new TemporaryFolder();
        string start = TinyModel.Write(folder.File("start"));
        foreach (TrainingPhase phase in (TrainingPhase[])
            [TrainingPhase.StructureAutoencoder, TrainingPhase.GeometryFlow, TrainingPhase.GeometryDistillation, TrainingPhase.LatentAutoencoder, TrainingPhase.TextureFlow])
        {
            TrainingRecipe recipe = TinyRun.Recipe(phase, folder.File($"{phase}"), start, 1, numbers: TinyRun.Numbers(phase));
            TinyRun.Run(recipe, new BlockData(3));
            start = Path.Combine(recipe.Output, "model");
        }

        BundleManifest manifest = CheckpointConverter.Convert(start, folder.File("bundle"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(manifest.Sampling.Shortcut);
        Assert.Equal(4, manifest.Sampling.Steps);
        Assert.Equal(TinyModel.Resolution, manifest.Refinement!.Resolution);
        Assert.Contains(manifest.Refinement.Std, s => s != 1);
        Assert.NotNull(manifest.Refinement.Mesh);
        Assert.Equal(4, Assert.Single(manifest.Refinement.Gaussians).PerVoxel);
        Assert.Equal(1, manifest.Structure.PruneDistance);
    }

    [Fact]
    public void The_condition_encoder_of_the_refinement_begins_as_that_of_the_geometry()
    {
        using var folder = new TemporaryFolder();
        string latents = TinyRun.Start(folder, TrainingPhase.TextureFlow);
        TrainingRecipe geometry = TinyRun.Recipe(TrainingPhase.StructureAutoencoder, folder.File("structure"), latents, 1);
        TinyRun.Run(geometry, new BlockData(3));
        geometry = TinyRun.Recipe(TrainingPhase.GeometryFlow, folder.File("geometry"), Path.Combine(geometry.Output, "model"), 1);
        TinyRun.Run(geometry, new BlockData(3));
        TrainingRecipe texture = TinyRun.Recipe(
            TrainingPhase.TextureFlow, folder.File("texture"), Path.Combine(geometry.Output, "model"), 1, numbers: ("train_condition", 0));
        TinyRun.Run(texture, new BlockData(3));
        using ICheckpoint first = CheckpointFile.Open(Path.Combine(geometry.Output, "model", "ss_generator.safetensors"));
        using ICheckpoint second = CheckpointFile.Open(folder.File("texture/model/slat_generator.safetensors"));
        string[] shared =
        [
            .. second.Tensors.Keys.Where(n => n.Contains(".condition_embedder.", StringComparison.Ordinal) && second.Tensors[n].Shape.SequenceEqual(first.Tensors[n].Shape)),
        ];
        Assert.Contains(shared, n => n.EndsWith("attn.qkv.weight", StringComparison.Ordinal));
        Assert.All(shared, n => Assert.Equal(first.ReadSingle(n), second.ReadSingle(n)));
    }

    [Fact]
    public void Numbers_that_belong_to_weights_go_with_them()
    {
        using var folder = new TemporaryFolder();
        string plain = TinyModel.Write(folder.File("plain")), geometry = TinyModel.Write(folder.File("geometry")), latents = TinyModel.Write(folder.File("latents"));
        File.WriteAllText(Path.Combine(geometry, "ss_generator.safetensors"), "");
        PipelineFile.Set(geometry, ("ss_shortcut", "true"), ("ss_inference_steps", "4"), ("slat_mean", "[9]"));
        File.WriteAllText(Path.Combine(latents, "slat_encoder.safetensors"), "");
        PipelineFile.Set(latents, ("slat_mean", "[1]"), ("slat_std", "[2]"), ("ss_inference_steps", "99"));
        PipelineFile.KeepTrained(plain, [geometry, latents, plain]);
        string[] lines = File.ReadAllLines(Path.Combine(plain, "pipeline.yaml"));
        Assert.All((string[])["ss_shortcut: true", "ss_inference_steps: 4", "slat_mean: [1]", "slat_std: [2]"], line => Assert.Contains(line, lines));
        Assert.Single(lines, l => l.StartsWith("slat_mean:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_distilled_model_that_is_trained_on_is_followed_in_small_steps_again()
    {
        using var folder = new TemporaryFolder();
        string start = TinyRun.Start(folder, TrainingPhase.GeometryFlow);
        TrainingRecipe geometry = TinyRun.Recipe(TrainingPhase.GeometryFlow, folder.File("geometry"), start, 1);
        TinyRun.Run(geometry, new BlockData(3));
        TrainingRecipe distilled = TinyRun.Recipe(
            TrainingPhase.GeometryDistillation, folder.File("distilled"), folder.File("geometry/model"), 1, numbers: TinyRun.Numbers(TrainingPhase.GeometryDistillation));
        TinyRun.Run(distilled, new BlockData(3));
        Assert.Contains("ss_shortcut: true", File.ReadAllLines(folder.File("distilled/model/pipeline.yaml")));
        TinyRun.Run(geometry with { Output = folder.File("again"), Start = [folder.File("distilled/model")] }, new BlockData(3));
        string[] lines = File.ReadAllLines(folder.File("again/model/pipeline.yaml"));
        Assert.Contains("ss_shortcut: false", lines);
        Assert.Contains("ss_inference_steps: 10", lines);
    }

    [Fact]
    public void Distillation_leaves_out_runs_of_fewer_steps()
    {
        float[] uniform = [0, 0.3f, 0.6f, MathF.BitDecrement(1)];
        Assert.Equal([4, 4, 8, 16, 1, 2, 8, 16], [.. uniform.Select(u => DistillationStage.Step(u, 0, 4, 16).Count), .. uniform.Select(u => DistillationStage.Step(u, 0, 1, 16).Count)]);
        Assert.Equal([0, 2, 4, 7], uniform.Select(u => DistillationStage.Step(0.5f, u, 4, 16).Index));
        using var folder = new TemporaryFolder();
        string start = TinyRun.Start(folder, TrainingPhase.GeometryDistillation);
        TrainingRecipe recipe = TinyRun.Recipe(TrainingPhase.GeometryDistillation, folder.File("run"), start, 1, numbers: [("fewest_steps", 8), ("most_steps", 4)]);
        Assert.Contains("fewest_steps is 8", Assert.Throws<TrainingException>(() => TinyRun.Run(recipe, new BlockData(3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Distillation_of_the_layout_alone_leaves_the_shape_as_it_was()
    {
        using var folder = new TemporaryFolder();
        string start = TinyRun.Start(folder, TrainingPhase.GeometryDistillation);
        TrainingRecipe recipe = TinyRun.Recipe(
            TrainingPhase.GeometryDistillation, folder.File("run"), start, 2, numbers: [("most_steps", 4), ("train_shape", 0), ("layout_guidance", 0)]);
        TinyRun.Run(recipe, new BlockData(3));
        using ICheckpoint before = CheckpointFile.Open(Path.Combine(start, "ss_generator.safetensors"));
        using ICheckpoint after = CheckpointFile.Open(folder.File("run/model/ss_generator.safetensors"));
        ILookup<bool, string> isChanged = before.Tensors.Keys.ToLookup(n => !before.ReadSingle(n).AsSpan().SequenceEqual(after.ReadSingle(n)));
        Assert.All(isChanged[true], n => Assert.Matches(@"\.(6drotation_normalized|translation|scale|translation_scale)\.", n));
        Assert.Contains(isChanged[true], n => n.EndsWith("latent_mapping.translation.out_layer.weight", StringComparison.Ordinal));

        TrainingRecipe both = recipe with { Output = folder.File("both"), Numbers = new Dictionary<string, double> { ["train_shape"] = 0, ["train_condition"] = 1 } };
        Assert.Contains("train_shape 0 and train_condition 1", Assert.Throws<TrainingException>(() => TinyRun.Run(both, new BlockData(3))).Message, StringComparison.Ordinal);
    }

    /// <summary>Data that fails after some reads.</summary>
    private sealed class DyingData(ITrainingData inner, int reads) : ITrainingData
    {
        private int _left = reads;

        public int Count => inner.Count;

        public TrainingItem Read(int index) => Interlocked.Decrement(ref _left) >= 0 ? inner.Read(index) : throw new InvalidOperationException("The disk is gone.");
    }
}

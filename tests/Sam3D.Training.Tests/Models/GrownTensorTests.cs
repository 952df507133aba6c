using Sam3D.Conversion;

namespace Sam3D.Training.Tests.Models;

/// <summary>Networks that go on with more channels.</summary>
public sealed class GrownTensorTests
{
    [Fact]
    public void Values_go_to_the_first_rows_of_each_part_and_the_first_columns()
    {
        float[] grown = GrownTensor.Create([1, 2, 3, 4, 5, 6, 7, 8], [4, 2], [.. Enumerable.Repeat(-1f, 18)], [6, 3], parts: 2);
        Assert.Equal([1, 2, -1, 3, 4, -1, -1, -1, -1, 5, 6, -1, 7, 8, -1, -1, -1, -1], grown);
        Assert.Equal([1, 2, 3, 4, 0, 0], GrownTensor.Create([1, 2, 3, 4], [1, 2, 2], new float[6], [1, 3, 2], parts: 1));
    }

    [Theory]
    [InlineData(true, new long[] { 2, 3 }, new long[] { 2, 4 })]
    [InlineData(false, new long[] { 2, 3 }, new long[] { 2, 3 })]
    [InlineData(false, new long[] { 2, 3 }, new long[] { 3, 2 })]
    [InlineData(false, new long[] { 2 }, new long[] { 2, 3 })]
    public void Only_larger_tensors_of_as_many_axes_fit(bool expected, long[] small, long[] large) => Assert.Equal(expected, GrownTensor.Fits(small, large));

    [Theory]
    [InlineData("StructureAutoencoder", "ss_encoder", "out_layer.2.bias")]
    [InlineData("GeometryFlow", "ss_generator", "_base_models.generator.reverse_fn.backbone.latent_mapping.shape.input_layer.weight")]
    public void A_phase_goes_on_with_wider_latents_only_where_it_is_told_to(string name, string file, string widened)
    {
        TrainingPhase phase = Enum.Parse<TrainingPhase>(name);
        using var folder = new TemporaryFolder();
        string start = TinyRun.Start(folder, phase);
        TinyRun.Run(TinyRun.Recipe(phase, folder.File("narrow"), start, 1), new BlockData(3));
        if (phase == TrainingPhase.StructureAutoencoder)
        {
            start = folder.File("narrow/model");
        }
        else
        {
            // The flow's own latents: those of a wider encoder.
            TinyRun.Run(TinyRun.Recipe(TrainingPhase.StructureAutoencoder, folder.File("encoder"), Wide(folder, "configurations", start), 1, numbers: ("grow", 1)), new BlockData(3));
            File.Copy(folder.File("narrow/model/ss_generator.safetensors"), folder.File("encoder/model/ss_generator.safetensors"), overwrite: true);
            start = folder.File("encoder/model");
        }

        string wide = Wide(folder, "wide", start);
        TrainingRecipe recipe = TinyRun.Recipe(phase, folder.File("grown"), wide, 1, numbers: ("grow", 1)) with { Optimizer = new OptimizerOptions { Rate = 0, MatrixRate = 0, WeightDecay = 0 } };
        string message = Assert.Throws<CheckpointException>(() => TinyRun.Run(recipe with { Output = folder.File("refused"), Numbers = new Dictionary<string, double>() }, new BlockData(3))).Message;
        Assert.Contains("the configuration asks for", message, StringComparison.Ordinal);
        TinyRun.Run(recipe, new BlockData(3));
        float[] before = Read(Path.Combine(start, file), widened, out IReadOnlyList<long> small), after = Read(folder.File("grown/model/" + file), widened, out IReadOnlyList<long> large);
        Assert.True(GrownTensor.Fits(small, large), $"{string.Join('×', small)} to {string.Join('×', large)}");
        Assert.DoesNotContain(before, v => v is 0 or LatentNetworks.FirstLogVariance); // no initial values
        Assert.All(before, v => Assert.Contains(v, after));
    }

    private static float[] Read(string path, string tensor, out IReadOnlyList<long> shape)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path + ".safetensors");
        shape = file.Tensors[tensor].Shape;
        return file.ReadSingle(tensor);
    }

    /// <summary>Copies a checkpoint folder, with latents of 12 instead of 8 channels in its configurations.</summary>
    private static string Wide(TemporaryFolder folder, string name, string start)
    {
        string target = Directory.CreateDirectory(folder.File(name)).FullName;
        foreach (string path in Directory.EnumerateFiles(start))
        {
            File.Copy(path, Path.Combine(target, Path.GetFileName(path)));
        }

        foreach (string path in Directory.EnumerateFiles(target, "ss_*.yaml"))
        {
            string text = File.ReadAllText(path).Replace("latent_channels: 8", "latent_channels: 12", StringComparison.Ordinal);
            text = text.Replace("          in_channels: 8\n          out_channels: 8\n", "          in_channels: 12\n          out_channels: 12\n", StringComparison.Ordinal);
            File.WriteAllText(path, text.Replace("mm_latent.Latent\n              in_channels: 8\n", "mm_latent.Latent\n              in_channels: 12\n", StringComparison.Ordinal));
        }

        return target;
    }
}

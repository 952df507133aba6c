using TorchSharp;

namespace Sam3D.Training.Tests;

/// <summary>Latents that are delivered with deviation 1.</summary>
public sealed class UnitLatentTests
{
    [Fact]
    public void Latents_are_scaled_and_the_auto_encoder_stays_what_it_was()
    {
        using var folder = new TemporaryFolder();
        string start = TinyModel.Write(folder.File("start"));
        var data = new BlockData(8);
        TrainingRecipe recipe = TinyRun.Recipe(TrainingPhase.StructureAutoencoder, folder.File("plain"), start, 20);
        TinyRun.Run(recipe, data);
        TinyRun.Run(recipe with { Output = folder.File("unit"), Numbers = new Dictionary<string, double> { ["unit_latents"] = 1 } }, data);

        using DisposeScope scope = torch.NewDisposeScope();
        (torch.Tensor before, torch.Tensor noiseBefore, torch.Tensor logitsBefore) = Run(folder.File("plain/model"), data);
        (torch.Tensor after, torch.Tensor noise, torch.Tensor logits) = Run(folder.File("unit/model"), data);
        torch.Tensor deviations = before.flatten(0, 1).std(0, unbiased: false);
        Assert.Contains(deviations.data<float>(), d => Math.Abs(d - 1) > 0.2);
        Assert.All(after.flatten(0, 1).std(0, unbiased: false).data<float>(), d => Assert.Equal(1, d, 1e-3));
        Assert.True(torch.allclose(before, after * deviations, rtol: 1e-3, atol: 1e-4));
        Assert.True(torch.allclose(noiseBefore, noise + (2 * deviations.log()), rtol: 1e-3, atol: 1e-3));
        Assert.True(torch.allclose(logitsBefore, logits, rtol: 1e-3, atol: 1e-3));
    }

    /// <summary>Means and log-variances [B, r³, C] of all samples, and the logits of the means.</summary>
    private static (torch.Tensor Mean, torch.Tensor LogVariance, torch.Tensor Logits) Run(string path, BlockData data)
    {
        var model = new ModelFolder(path);
        var networks = new StructureNetworks(model);
        using var store = new ParameterStore();
        networks.FillEncoder(model, store, 0, train: false);
        networks.FillDecoder(model, store, 0, train: false);
        const int R = TinyModel.Resolution;
        float[] voxels = [.. Enumerable.Range(0, data.Count).SelectMany(i => VoxelGrids.Occupancy(data.Read(i).Voxels, R))];
        using IDisposable plain = torch.no_grad();
        (torch.Tensor mean, torch.Tensor logVariance) = networks.Encode(store, torch.tensor(voxels, [data.Count, 1, R, R, R]));
        return (mean, logVariance, networks.Decode(store, mean));
    }
}

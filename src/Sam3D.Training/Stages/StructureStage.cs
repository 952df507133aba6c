using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>Trains the structure auto-encoder: cross entropy, Dice and Kullback–Leibler.</summary>
internal sealed class StructureStage : ITrainingStage
{
    private readonly TrainingRecipe _recipe;
    private readonly ModelFolder _folder;
    private readonly StructureNetworks _networks;
    private readonly EpochOrder _order;
    private readonly Prefetch<float[]> _batches;
    private readonly bool _trainEncoder;

    public StructureStage(TrainingRecipe recipe, ModelFolder folder, ITrainingData data)
    {
        (_recipe, _folder) = (recipe, folder);
        _networks = new StructureNetworks(folder);
        _trainEncoder = recipe.Number("train_encoder", 1) > 0;
        Parameters = new ParameterStore();
        _networks.FillEncoder(folder, Parameters, recipe.Seed, _trainEncoder);
        _networks.FillDecoder(folder, Parameters, recipe.Seed, true);
        _order = new EpochOrder(recipe.Seed, data.Count - recipe.HeldOut);
        _batches = new Prefetch<float[]>(step =>
            [.. _order.Take(step, recipe.Batch).SelectMany(i => VoxelGrids.Occupancy(data.Read(i).Voxels, _networks.Encoder.InputResolution))]);
    }

    /// <inheritdoc/>
    public ParameterStore Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> Backward(long step)
    {
        var random = new StepRandom(_recipe.Seed, step);
        int r = _networks.Encoder.InputResolution;
        torch.Tensor occupancy = AlignedTensor.Create(_batches.Take(step), [_recipe.Batch, 1, r, r, r]);
        (torch.Tensor mean, torch.Tensor logVariance) = Encode(occupancy);
        torch.Tensor noise = random.Normal(0, mean.shape);
        torch.Tensor latent = _trainEncoder ? StructureLosses.Sample(mean, logVariance, noise) : mean;
        double extra = _recipe.Number("latent_noise", 0);
        if (extra > 0)
        {
            // Latents that a flow samples are not exact.
            torch.Tensor strength = AlignedTensor.Create(random.Uniforms(1, _recipe.Batch), [_recipe.Batch, 1, 1]).Times(extra);
            latent = latent.Plus(random.Normal(2, mean.shape).Times(strength));
        }

        torch.Tensor logits = _networks.Decode(Parameters, latent);
        torch.Tensor entropy = StructureLosses.CrossEntropy(logits, occupancy), dice = StructureLosses.Dice(logits, occupancy);
        torch.Tensor divergence = StructureLosses.KullbackLeibler(mean, logVariance);
        torch.Tensor loss = entropy.Plus(dice, _recipe.Number("dice", 0.15)).Plus(divergence, _recipe.Number("kl", 2e-5));
        loss.backward();
        return
        [
            loss.Loss("loss"), entropy.Loss("cross_entropy"), dice.Loss("dice"), divergence.Loss("kl"),
            VoxelGrids.IntersectionOverUnion(logits.detach(), occupancy).Loss("iou"),
        ];
    }

    /// <inheritdoc/>
    public void Export(string folder)
    {
        _folder.Export(folder, StructureNetworks.EncoderFile, Parameters);
        _folder.Export(folder, StructureNetworks.DecoderFile, Parameters);
    }

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();

    private (torch.Tensor Mean, torch.Tensor LogVariance) Encode(torch.Tensor occupancy)
    {
        if (_trainEncoder)
        {
            return _networks.Encode(Parameters, occupancy);
        }

        using IDisposable plain = torch.no_grad();
        return _networks.Encode(Parameters, occupancy);
    }
}

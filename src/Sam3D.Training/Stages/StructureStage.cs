using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>Trains the structure auto-encoder: cross entropy, Dice and Kullback–Leibler.</summary>
internal sealed class StructureStage : ITrainingStage
{
    private const double LeastDeviation = 1e-3;

    private readonly TrainingRecipe _recipe;
    private readonly ModelFolder _folder;
    private readonly StructureNetworks _networks;
    private readonly EpochOrder _order;
    private readonly Prefetch<float[]> _batches;
    private readonly ITrainingData _data;
    private readonly int _trained;
    private readonly bool _trainEncoder;

    public StructureStage(TrainingRecipe recipe, ModelFolder folder, ITrainingData data)
    {
        (_recipe, _folder, _data) = (recipe, folder, data);
        _networks = new StructureNetworks(folder);
        _trainEncoder = recipe.Number("train_encoder", 1) > 0;
        Parameters = new ParameterStore();
        _networks.FillEncoder(folder, Parameters, recipe.Seed, _trainEncoder);
        _networks.FillDecoder(folder, Parameters, recipe.Seed, true);
        _trained = data.Count - recipe.HeldOut;
        _order = new EpochOrder(recipe.Seed, _trained);
        _batches = new Prefetch<float[]>(step => Read(_order.Take(step, recipe.Batch)));
    }

    /// <inheritdoc/>
    public ParameterStore Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> Backward(long step)
    {
        (torch.Tensor loss, List<LossValue> values) = Losses(_batches.Take(step), new StepRandom(_recipe.Seed, step));
        loss.backward();
        return values;
    }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> HeldOut() =>
        HeldOutLosses.Mean(_recipe.Seed, _trained, _recipe.HeldOut, _recipe.Batch, (samples, random) => Losses(Read(samples), random).Values);

    /// <inheritdoc/>
    public void Export(string folder)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable plain = torch.no_grad();
        torch.Tensor scale = _recipe.Number("unit_latents", 0) > 0 ? Deviations() : torch.ones(_networks.Encoder.LatentChannels);
        _folder.Export(folder, StructureNetworks.EncoderFile, Parameters, (name, value) => StructureNetworks.ScaleLatents(name, value, scale));
        _folder.Export(folder, StructureNetworks.DecoderFile, Parameters, (name, value) => StructureNetworks.AcceptScaled(name, value, scale));
    }

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();

    /// <summary>The deviation of each channel of the latents over objects of the data, [C].</summary>
    private torch.Tensor Deviations()
    {
        int count = Math.Min((int)_recipe.Number("statistics", 256), _trained), r = _networks.Encoder.InputResolution;
        torch.Tensor[] means = new torch.Tensor[count];
        for (int i = 0; i < count; i++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            float[] voxels = Read([(int)((long)i * _trained / count)]);
            means[i] = _networks.Encode(Parameters, AlignedTensor.Create(voxels, [1, 1, r, r, r])).Mean.flatten(0, 1).MoveToOuterDisposeScope();
        }

        return torch.cat(means, 0).std(0, unbiased: false).clamp_min(LeastDeviation);
    }

    private float[] Read(IEnumerable<int> samples) => [.. samples.SelectMany(i => VoxelGrids.Occupancy(_data.Read(i).Voxels, _networks.Encoder.InputResolution))];

    private (torch.Tensor Loss, List<LossValue> Values) Losses(float[] voxels, StepRandom random)
    {
        int r = _networks.Encoder.InputResolution, batch = voxels.Length / (r * r * r);
        torch.Tensor occupancy = AlignedTensor.Create(voxels, [batch, 1, r, r, r]);
        (torch.Tensor mean, torch.Tensor logVariance) = Encode(occupancy);
        torch.Tensor noise = random.Normal(0, mean.shape);
        torch.Tensor latent = _trainEncoder ? StructureLosses.Sample(mean, logVariance, noise) : mean;
        double extra = _recipe.Number("latent_noise", 0);
        if (extra > 0)
        {
            // Latents that a flow samples are not exact.
            torch.Tensor strength = AlignedTensor.Create(random.Uniforms(1, batch), [batch, 1, 1]).Times(extra);
            latent = latent.Plus(random.Normal(2, mean.shape).Times(strength));
        }

        torch.Tensor logits = _networks.Decode(Parameters, latent);
        torch.Tensor entropy = StructureLosses.CrossEntropy(logits, occupancy), dice = StructureLosses.Dice(logits, occupancy);
        torch.Tensor divergence = StructureLosses.KullbackLeibler(mean, logVariance);
        torch.Tensor loss = entropy.Plus(dice, _recipe.Number("dice", 0.15)).Plus(divergence, _recipe.Number("kl", 2e-5));
        return (loss,
        [
            loss.Loss("loss"), entropy.Loss("cross_entropy"), dice.Loss("dice"), divergence.Loss("kl"),
            VoxelGrids.IntersectionOverUnion(logits.detach(), occupancy).Loss("iou"),
        ]);
    }

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

using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>Trains the auto-encoder of structured latents with both decoders. The objects of a step are computed one after the other; their gradients add up.</summary>
internal sealed class LatentStage : ITrainingStage
{
    private const uint NoisePurpose = 0, CropPurpose = 1;

    private readonly TrainingRecipe _recipe;
    private readonly ModelFolder _folder;
    private readonly LatentNetworks _networks;
    private readonly EpochOrder _order;
    private readonly ITrainingData _data;
    private readonly Prefetch<VoxelTargets[]> _prefetch;
    private readonly int _meshVoxels, _trained;

    public LatentStage(TrainingRecipe recipe, ModelFolder folder, ITrainingData data)
    {
        (_recipe, _folder, _data) = (recipe, folder, data);
        _networks = new LatentNetworks(folder);
        _meshVoxels = (int)recipe.Number("mesh_voxels", 400);
        Parameters = new ParameterStore();
        _networks.FillEncoder(folder, Parameters, recipe.Seed, train: true);
        _networks.FillDecoders(folder, Parameters, recipe.Seed);
        _trained = data.Count - recipe.HeldOut;
        _order = new EpochOrder(recipe.Seed, _trained);
        _prefetch = new Prefetch<VoxelTargets[]>(step => [.. _order.Take(step, recipe.Batch).Select(Targets)]);
    }

    /// <inheritdoc/>
    public ParameterStore Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> Backward(long step)
    {
        var random = new StepRandom(_recipe.Seed, step);
        VoxelTargets[] objects = _prefetch.Take(step);
        Dictionary<string, double> sums = [];
        for (int i = 0; i < objects.Length; i++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            (torch.Tensor total, List<LossValue> values) = Losses(objects[i], random, (uint)i);
            total.Over(objects.Length).backward();
            foreach (LossValue loss in values)
            {
                sums[loss.Name] = sums.GetValueOrDefault(loss.Name) + (loss.Value / objects.Length);
            }
        }

        return [.. sums.Select(s => new LossValue(s.Key, s.Value))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> HeldOut() =>
        HeldOutLosses.Mean(_recipe.Seed, _trained, _recipe.HeldOut, 1, (samples, random) => Losses(Targets(samples[0]), random, 0).Values);

    /// <inheritdoc/>
    public void Export(string folder)
    {
        _folder.Export(folder, LatentNetworks.EncoderFile, Parameters);
        _folder.Export(folder, LatentNetworks.GaussianFile, Parameters);
        _folder.Export(folder, LatentNetworks.MeshFile, Parameters);
        LatentStatistics.Measure(_networks, Parameters, Math.Min((int)_recipe.Number("statistics", 200), _data.Count - _recipe.HeldOut), i => Targets(i)).WriteTo(folder);
    }

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();

    private VoxelTargets Targets(int index)
    {
        TrainingItem item = _data.Read(index);
        return VoxelTargets.Create(SurfaceVoxels.Of(item.Voxels), item.Surface);
    }

    private (torch.Tensor Loss, List<LossValue> Values) Losses(VoxelTargets targets, StepRandom random, uint number)
    {
        torch.Tensor features = AlignedTensor.Create(targets.Features(), [targets.Voxels.Length, VoxelTargets.FeatureCount]);
        (torch.Tensor mean, torch.Tensor logVariance) = _networks.Encode(Parameters, features, targets.Voxels);
        torch.Tensor latents = StructureLosses.Sample(mean, logVariance, random.Normal(NoisePurpose + (16 * number), mean.shape)); // [N, C]
        torch.Tensor divergence = StructureLosses.KullbackLeibler(mean, logVariance);
        GaussianFields<torch.Tensor> fields = _networks.DecodeGaussians(Parameters, latents, targets.Voxels);
        (torch.Tensor place, torch.Tensor shape, torch.Tensor color, torch.Tensor opacity) = GaussianLoss.Compute(fields, targets, _networks.Activations);
        torch.Tensor gaussians = place.Plus(shape, 0.2).Plus(color, 2).Plus(opacity);

        // The mesh decoder is the larger part of the work: a compact piece of the object is enough for a step.
        int middle = (int)(random.Uniforms(CropPurpose + (16 * number), 1)[0] * targets.Voxels.Length);
        int[] kept = targets.Around(middle, _meshVoxels);
        VoxelIndex[] voxels = [.. kept.Select(i => targets.Voxels[i])];
        torch.Tensor part = latents.index_select(0, AlignedTensor.Create(kept));
        (torch.Tensor cubes, VoxelIndex[] places) = _networks.DecodeMesh(Parameters, part, voxels);
        (torch.Tensor distance, torch.Tensor attributes) = MeshLoss.Compute(cubes, MeshTargets.Create(targets, kept, places));
        torch.Tensor mesh = distance.Times(10).Plus(attributes);

        torch.Tensor loss = gaussians.Times(_recipe.Number("gaussians", 1)).Plus(mesh, _recipe.Number("mesh", 1)).Plus(divergence, _recipe.Number("kl", 1e-4));
        return (loss,
        [
            loss.Loss("loss"), place.Loss("place"), shape.Loss("covariance"), color.Loss("color"), opacity.Loss("opacity"),
            distance.Loss("distance"), attributes.Loss("attributes"), divergence.Loss("kl"),
        ]);
    }
}

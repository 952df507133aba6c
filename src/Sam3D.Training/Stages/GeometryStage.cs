using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>Trains <c>ss_generator</c>: rectified flow matching of shape and layout under the condition, which is dropped for a part of the samples.</summary>
internal sealed class GeometryStage : ITrainingStage
{
    private const uint DropPurpose = 2;

    private readonly TrainingRecipe _recipe;
    private readonly ModelFolder _folder;
    private readonly GeometryNetworks _networks;
    private readonly GeometryBatches _batches;
    private readonly EpochOrder _order;
    private readonly int _trained;
    private readonly Prefetch<GeometryBatches.Prepared[]> _prefetch;
    private readonly int _draws;

    public GeometryStage(TrainingRecipe recipe, ModelFolder folder, ITrainingData data)
    {
        (_recipe, _folder) = (recipe, folder);
        _networks = new GeometryNetworks(folder);
        _batches = new GeometryBatches(_networks, folder, data);
        _draws = (int)recipe.Number("draws", 1);
        Parameters = new ParameterStore();
        _networks.Fill(folder, Parameters, recipe.Seed, recipe.Number("train_condition", 1) > 0);
        _trained = data.Count - recipe.HeldOut;
        _order = new EpochOrder(recipe.Seed, _trained);
        _prefetch = new Prefetch<GeometryBatches.Prepared[]>(step => [.. _order.Take(step, recipe.Batch).Select(_batches.Prepare)]);
    }

    /// <inheritdoc/>
    public ParameterStore Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> Backward(long step)
    {
        (torch.Tensor loss, List<LossValue> parts) = Losses(_prefetch.Take(step), new StepRandom(_recipe.Seed, step));
        loss.backward();
        return [loss.Loss("loss"), .. parts];
    }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> HeldOut() => HeldOutLosses.Mean(_recipe.Seed, _trained, _recipe.HeldOut, _recipe.Batch, (samples, random) =>
    {
        (torch.Tensor loss, List<LossValue> parts) = Losses([.. samples.Select(_batches.Prepare)], random);
        return [loss.Loss("loss"), .. parts];
    });

    /// <inheritdoc/>
    public void Export(string folder) => _networks.ExportFlow(_folder, folder, Parameters);

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();

    private (torch.Tensor Loss, List<LossValue> Parts) Losses(GeometryBatches.Prepared[] samples, StepRandom random)
    {
        torch.Tensor[] latents = Repeat(_batches.Latents(samples), _draws);
        torch.Tensor tokens = Condition(Parameters, _batches.Pictures(samples), random);
        FlowDraw draw = FlowDraw.Create(_networks.Objective, latents, random);
        torch.Tensor[] predicted = _networks.Velocity(
            Parameters.Source(GeometryNetworks.FileName), draw.States, draw.Times, torch.zeros(draw.Times.shape[0]), tokens);
        return Weigh(_networks, predicted, draw.Velocities);
    }

    /// <summary>The weighted sum of the errors of all latents, and each of them.</summary>
    internal static (torch.Tensor Loss, List<LossValue> Parts) Weigh(GeometryNetworks networks, torch.Tensor[] predicted, torch.Tensor[] velocities)
    {
        torch.Tensor? loss = null;
        var parts = new List<LossValue>();
        foreach ((int i, FlowLatentConfig latent) in networks.Flow.Latents.Index())
        {
            torch.Tensor error = RectifiedFlow.PerSampleError(predicted[i], velocities[i]).mean();
            torch.Tensor weighted = error.Times(networks.Objective.Weights[latent.Name]);
            loss = loss is null ? weighted : loss.Plus(weighted);
            parts.Add(error.Loss(latent.Name));
        }

        return (loss!, parts);
    }

    /// <summary>Condition tokens, repeated for each draw and dropped for some of them.</summary>
    private torch.Tensor Condition(ParameterStore store, IReadOnlyDictionary<string, torch.Tensor> pictures, StepRandom random)
    {
        torch.Tensor tokens = Repeat([_networks.Condition.Encode(store.Source(GeometryNetworks.FileName), pictures, null)], _draws)[0];
        float[] uniform = random.Uniforms(DropPurpose, (int)tokens.shape[0]);
        torch.Tensor keep = AlignedTensor.Create([.. uniform.Select(u => u < _networks.Objective.DropCondition ? 0f : 1f)]);
        return tokens.Times(keep.reshape(-1, 1, 1));
    }

    private static torch.Tensor[] Repeat(torch.Tensor[] values, int times) =>
        times == 1 ? values : [.. values.Select(v => torch.cat([.. Enumerable.Repeat(v, times)], 0))];
}

using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>
/// Aligns <c>ss_generator</c> with preferences: direct preference optimisation on flow matching (<see cref="PreferenceLoss"/>) against the frozen model that the phase begins
/// from, and flow matching of the preferred samples as an anchor.
/// </summary>
internal sealed class PreferenceStage : ITrainingStage
{
    private const string ReferenceFile = "reference", PairFolder = "pairs", HeldOutFolder = "pairs-held-out";
    private const uint TimePurpose = 1;

    private readonly TrainingRecipe _recipe;
    private readonly ModelFolder _folder;
    private readonly GeometryNetworks _networks;
    private readonly GeometryBatches _batches;
    private readonly PreferencePairs _pairs;
    private readonly PreferencePairs? _heldOut;
    private readonly EpochOrder _order;
    private readonly ParameterStore _reference = new();

    public PreferenceStage(TrainingRecipe recipe, ModelFolder folder, ITrainingData data, string runFolder, CancellationToken cancellationToken)
    {
        (_recipe, _folder) = (recipe, folder);
        _networks = new GeometryNetworks(folder);
        var structure = new StructureNetworks(folder);
        folder.RequireWeights(GeometryNetworks.FileName);
        folder.RequireWeights(StructureNetworks.DecoderFile);
        _batches = new GeometryBatches(_networks, folder, data);
        Parameters = new ParameterStore();
        _networks.Fill(folder, Parameters, recipe.Seed, trainCondition: false);
        _networks.Fill(folder, _reference, recipe.Seed, trainCondition: false, trainFlow: false, ReferenceFile);
        structure.FillDecoder(folder, _reference, recipe.Seed, train: false);
        var maker = new CandidateMaker(
            _networks,
            structure,
            _reference,
            ReferenceFile,
            _batches,
            recipe.Seed,
            (int)recipe.Number("sampling_steps", _networks.Sampling.Steps));
        int trained = data.Count - recipe.HeldOut, photographs = Math.Min((int)recipe.Number("photographs", 512), trained);
        _pairs = PreferencePairs.Open(Path.Combine(runFolder, PairFolder), recipe, maker, 0, photographs, cancellationToken);
        _heldOut = recipe.HeldOut == 0 ? null : PreferencePairs.Open(Path.Combine(runFolder, HeldOutFolder), recipe, maker, trained, recipe.HeldOut, cancellationToken);
        _order = new EpochOrder(recipe.Seed, _pairs.All.Count);
    }

    /// <inheritdoc/>
    public ParameterStore Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> Backward(long step)
    {
        (torch.Tensor loss, List<LossValue> values) = Losses([.. _order.Take(step, _recipe.Batch).Select(i => _pairs.All[i])], new StepRandom(_recipe.Seed, step));
        loss.backward();
        return values;
    }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> HeldOut() => _heldOut is not { } held ? [] : HeldOutLosses.Mean(
        _recipe.Seed, 0, held.All.Count, _recipe.Batch, (pairs, random) => Losses([.. pairs.Select(i => held.All[i])], random).Values);

    /// <inheritdoc/>
    public void Export(string folder) => _networks.ExportFlow(_folder, folder, Parameters);

    /// <inheritdoc/>
    public void Dispose()
    {
        Parameters.Dispose();
        _reference.Dispose();
    }

    private (torch.Tensor Loss, List<LossValue> Values) Losses(PreferencePairs.Pair[] pairs, StepRandom random)
    {
        GeometryBatches.Prepared[] samples = [.. pairs.Select(p => _batches.Prepare(p.Sample))];
        torch.Tensor condition;
        using (torch.no_grad())
        {
            condition = _networks.Condition.Encode(_reference.Source(ReferenceFile), _batches.Pictures(samples), null);
            condition = torch.cat([condition, condition], 0); // the preferred samples, then the rejected ones
        }

        FlowDraw draw = Draw(pairs, random);
        torch.Tensor model = Errors(Parameters.Source(GeometryNetworks.FileName), draw, condition), reference;
        using (torch.no_grad())
        {
            reference = Errors(_reference.Source(ReferenceFile), draw, condition);
        }

        (torch.Tensor preference, torch.Tensor accuracy) = PreferenceLoss.Compute(model, reference, _recipe.Number("beta", 100));
        torch.Tensor anchor = model.narrow(0, 0, pairs.Length).mean();
        torch.Tensor loss = preference.Plus(anchor, _recipe.Number("anchor", 0.1));
        return (loss, [loss.Loss("loss"), preference.Loss("preference"), accuracy.Loss("accuracy"), anchor.Loss("anchor")]);
    }

    /// <summary>Both samples of a pair get the same time and noise: only what differs between them counts.</summary>
    private FlowDraw Draw(PreferencePairs.Pair[] pairs, StepRandom random)
    {
        torch.Tensor[] preferred = Latents([.. pairs.Select(p => p.Preferred)]), rejected = Latents([.. pairs.Select(p => p.Rejected)]);
        torch.Tensor times = AlignedTensor.Create(_networks.Objective.Times.Draw(random, TimePurpose, pairs.Length));
        torch.Tensor[] noise = FlowDraw.Noise(preferred, random);
        return FlowDraw.At(
            _networks.Objective,
            [.. preferred.Zip(rejected, (a, b) => torch.cat([a, b], 0))],
            torch.cat([times, times], 0),
            [.. noise.Select(n => torch.cat([n, n], 0))]);
    }

    private torch.Tensor[] Latents(float[][][] values) =>
    [
        .. _networks.Flow.Latents.Select((l, i) => AlignedTensor.Create([.. values.SelectMany(v => v[i])], values.Length, l.Tokens, l.Channels)),
    ];

    /// <summary>Weighted squared error of each sample, [2B].</summary>
    private torch.Tensor Errors(TorchParameterSource source, FlowDraw draw, torch.Tensor condition)
    {
        torch.Tensor[] predicted = _networks.Velocity(source, draw.States, draw.Times, torch.zeros_like(draw.Times), condition);
        torch.Tensor? sum = null;
        foreach ((int i, FlowLatentConfig latent) in _networks.Flow.Latents.Index())
        {
            torch.Tensor error = RectifiedFlow.PerSampleError(predicted[i], draw.Velocities[i]).Times(_networks.Objective.Weights[latent.Name]);
            sum = sum is null ? error : sum.Plus(error);
        }

        return sum!;
    }
}

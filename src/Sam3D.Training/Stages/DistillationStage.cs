using Sam3D.Flow;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>
/// Distils <c>ss_generator</c> into a shortcut model (Frans et al., arXiv 2410.12557; official <c>ShortCut</c>): a step of size d is to go where two steps of half the size
/// go. The smallest steps follow the frozen model that the phase begins from, with guidance, so that the distilled one needs none. Half of each batch keeps the flow itself.
/// </summary>
internal sealed class DistillationStage : ITrainingStage
{
    private const uint StepPurpose = 3;
    private const string TeacherFile = "teacher";

    private readonly TrainingRecipe _recipe;
    private readonly ModelFolder _folder;
    private readonly GeometryNetworks _networks;
    private readonly GeometrySampler _sampler;
    private readonly GeometryBatches _batches;
    private readonly EpochOrder _order;
    private readonly Prefetch<GeometryBatches.Prepared[]> _prefetch;
    private readonly ParameterStore _teacher = new();
    private readonly int _fewestSteps, _mostSteps, _trained;
    private readonly double _guidance, _layoutGuidance;

    public DistillationStage(TrainingRecipe recipe, ModelFolder folder, ITrainingData data)
    {
        (_recipe, _folder) = (recipe, folder);
        _networks = new GeometryNetworks(folder);
        if (!_networks.Flow.IsShortcutModel)
        {
            throw new TrainingException("ss_generator.yaml has is_shortcut_model false, but a flow must be told its step size to be distilled; set it and train the flow first.");
        }

        folder.RequireWeights(GeometryNetworks.FileName);
        _sampler = new GeometrySampler(_networks);
        _batches = new GeometryBatches(_networks, folder, data);
        (_fewestSteps, _mostSteps) = ((int)recipe.Number("fewest_steps", 1), (int)recipe.Number("most_steps", 16));
        _guidance = recipe.Number("guidance", _networks.Sampling.GuidanceStrength);
        _layoutGuidance = recipe.Number("layout_guidance", _guidance);
        if (_fewestSteps > _mostSteps)
        {
            throw new TrainingException($"The recipe's fewest_steps is {_fewestSteps}, expected at most most_steps, {_mostSteps}.");
        }

        bool trainsCondition = recipe.Number("train_condition", 0) > 0, trainsShape = recipe.Number("train_shape", 1) > 0;
        if (trainsCondition && !trainsShape)
        {
            throw new TrainingException("The recipe has train_shape 0 and train_condition 1, but the shape changes with the condition; train the condition with the shape, or neither.");
        }

        Parameters = new ParameterStore();
        _networks.Fill(folder, Parameters, recipe.Seed, trainsCondition, layoutOnly: !trainsShape);
        _networks.Fill(folder, _teacher, recipe.Seed, trainCondition: false, trainFlow: false, TeacherFile);
        _trained = data.Count - recipe.HeldOut;
        _order = new EpochOrder(recipe.Seed, _trained);
        _prefetch = new Prefetch<GeometryBatches.Prepared[]>(step => [.. _order.Take(step, recipe.Batch).Select(_batches.Prepare)]);
    }

    /// <inheritdoc/>
    public ParameterStore Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> Backward(long step)
    {
        (torch.Tensor loss, List<LossValue> values) = Losses(_prefetch.Take(step), new StepRandom(_recipe.Seed, step));
        loss.backward();
        return values;
    }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> HeldOut() => HeldOutLosses.Mean(
        _recipe.Seed, _trained, _recipe.HeldOut, _recipe.Batch, (samples, random) => Losses([.. samples.Select(_batches.Prepare)], random).Values);

    /// <inheritdoc/>
    public void Export(string folder)
    {
        _folder.Export(folder, GeometryNetworks.FileName, Parameters);
        PipelineFile.Set(folder, ("ss_shortcut", "true"), ("ss_inference_steps", $"{(int)_recipe.Number("deliver_steps", 4)}"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Parameters.Dispose();
        _teacher.Dispose();
    }

    private (torch.Tensor Loss, List<LossValue> Values) Losses(GeometryBatches.Prepared[] samples, StepRandom random)
    {
        torch.Tensor[] latents = _batches.Latents(samples);
        torch.Tensor condition = _networks.Condition.Encode(Parameters.Source(GeometryNetworks.FileName), _batches.Pictures(samples), null);
        FlowDraw flow = FlowDraw.Create(_networks.Objective, latents, random);
        (torch.Tensor times, torch.Tensor sizes, torch.Tensor[] states, torch.Tensor[] targets) = Shortcut(latents, condition.detach(), random);
        torch.Tensor zero = torch.zeros_like(flow.Times);
        torch.Tensor[] predicted = _networks.Velocity(
            Parameters.Source(GeometryNetworks.FileName),
            [.. flow.States.Zip(states, (a, b) => torch.cat([a, b], 0))],
            torch.cat([flow.Times, times], 0),
            torch.cat([zero, sizes], 0),
            torch.cat([condition, condition], 0));
        int batch = samples.Length;
        (torch.Tensor flowLoss, _) = GeometryStage.Weigh(_networks, [.. predicted.Select(p => p.narrow(0, 0, batch))], flow.Velocities);
        (torch.Tensor shortcutLoss, List<LossValue> parts) = GeometryStage.Weigh(_networks, [.. predicted.Select(p => p.narrow(0, batch, batch))], targets);
        torch.Tensor loss = flowLoss.Plus(shortcutLoss);
        return (loss, [loss.Loss("loss"), flowLoss.Loss("flow"), shortcutLoss.Loss("shortcut"), .. parts]);
    }

    /// <summary>A step of a run: how many steps the run has, a power of two, and which one of them it is. Both numbers are uniform, 0 to 1 (1 excluded).</summary>
    internal static (int Count, int Index) Step(float ofRuns, float ofSteps, int fewest, int most)
    {
        int first = int.Log2(fewest), levels = int.Log2(most) - first + 1;
        int count = 1 << (first + (int)(ofRuns * levels));
        return (count, (int)(ofSteps * count));
    }

    /// <summary>Steps of a size that is the same for the whole batch, and where two half steps go: times [B], sizes [B], states and mean velocities of the latents.</summary>
    private (torch.Tensor Times, torch.Tensor Sizes, torch.Tensor[] States, torch.Tensor[] Targets) Shortcut(torch.Tensor[] latents, torch.Tensor condition, StepRandom random)
    {
        using IDisposable plain = torch.no_grad();
        int batch = (int)latents[0].shape[0];
        float[] uniform = random.Uniforms(StepPurpose, 2);
        (int count, int index) = Step(uniform[0], uniform[1], _fewestSteps, _mostSteps);
        double[] times = TimeSchedule.Create(2 * count, _networks.Sampling.RescaleT);
        double start = times[2 * index], middle = times[(2 * index) + 1], end = times[(2 * index) + 2];
        torch.Tensor Same(double value) => AlignedTensor.Create([.. Enumerable.Repeat((float)value, batch)]);
        FlowDraw draw = FlowDraw.At(_networks.Objective, latents, Same(start), FlowDraw.Noise(latents, random));
        bool isSmallest = 2 * count > _mostSteps;
        torch.Tensor[] Velocity(torch.Tensor[] state, double time) => isSmallest
            ? _sampler.Guided(_teacher.Source(TeacherFile), state, time, 0, condition, _guidance, _layoutGuidance)
            : _networks.Velocity(Parameters.Source(GeometryNetworks.FileName), state, Same(time), Same(TimeSchedule.ShortcutStep(2 * count)), condition);
        torch.Tensor[] first = Velocity(draw.States, start);
        torch.Tensor[] second = Velocity([.. draw.States.Zip(first, (x, v) => x.Plus(v, middle - start))], middle);
        double share = (middle - start) / (end - start);
        return (draw.Times, Same(TimeSchedule.ShortcutStep(count)), draw.States, [.. first.Zip(second, (a, b) => a.Times(share).Plus(b, 1 - share))]);
    }
}

using Sam3D.Imaging;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>Trains <c>slat_generator</c>: rectified flow matching of the latents of an object's surface voxels under the condition, one object after the other.</summary>
internal sealed class TextureStage : ITrainingStage
{
    private const uint TimePurpose = 1, DropPurpose = 2, NoisePurpose = 100;

    private readonly TrainingRecipe _recipe;
    private readonly ModelFolder _folder;
    private readonly TextureNetworks _networks;
    private readonly LatentNetworks _latents;
    private readonly ParameterStore _encoder = new();
    private readonly EpochOrder _order;
    private readonly Prefetch<Prepared[]> _prefetch;
    private readonly PictureBatch _pictures;
    private readonly int _draws, _trained;
    private readonly ITrainingData _data;

    public TextureStage(TrainingRecipe recipe, ModelFolder folder, ITrainingData data)
    {
        (_recipe, _folder, _data) = (recipe, folder, data);
        _networks = new TextureNetworks(folder);
        _latents = new LatentNetworks(folder);
        folder.RequireWeights(LatentNetworks.EncoderFile);
        _latents.FillEncoder(folder, _encoder, 0, train: false);
        _draws = (int)recipe.Number("draws", 1);
        Parameters = new ParameterStore();
        _networks.Fill(folder, Parameters, recipe.Seed, recipe.Number("train_condition", 1) > 0);
        _trained = data.Count - recipe.HeldOut;
        _order = new EpochOrder(recipe.Seed, _trained);
        _pictures = new PictureBatch([.. _networks.Condition.Inputs], _networks.Recipe);
        _prefetch = new Prefetch<Prepared[]>(step => [.. _order.Take(step, recipe.Batch).Select(i => Prepare(data.Read(i)))]);
    }

    /// <inheritdoc/>
    public ParameterStore Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> Backward(long step)
    {
        var random = new StepRandom(_recipe.Seed, step);
        Prepared[] samples = _prefetch.Take(step);
        float[] times = _networks.Objective.Times.Draw(random, TimePurpose, samples.Length * _draws), dropped = random.Uniforms(DropPurpose, times.Length);

        // The condition of all samples at once: its gradient is collected, and goes back through the encoder in one piece.
        torch.Tensor tokens = _networks.Condition.Encode(Parameters.Source(TextureNetworks.FileName), _pictures.Stack([.. samples.Select(s => s.Pictures)]), null); // [B, L, C]
        torch.Tensor leaf = tokens.detach().requires_grad_(true);
        double total = 0;
        for (int i = 0; i < times.Length; i++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            int sample = i % samples.Length;
            torch.Tensor condition = leaf.select(0, sample).Times(dropped[i] < _networks.Objective.DropCondition ? 0 : 1);
            torch.Tensor loss = Loss(samples[sample].Targets, times[i], condition, random, i);
            loss.Over(times.Length).backward();
            total += loss.item<float>() / times.Length;
        }

        if (tokens.requires_grad && leaf.grad is { } gradient)
        {
            tokens.backward([gradient]);
        }

        return [new LossValue("loss", total)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<LossValue> HeldOut() => HeldOutLosses.Mean(_recipe.Seed, _trained, _recipe.HeldOut, _recipe.Batch, (indices, random) =>
    {
        Prepared[] samples = [.. indices.Select(i => Prepare(_data.Read(i)))];
        float[] times = _networks.Objective.Times.Draw(random, TimePurpose, samples.Length);
        torch.Tensor tokens = _networks.Condition.Encode(Parameters.Source(TextureNetworks.FileName), _pictures.Stack([.. samples.Select(s => s.Pictures)]), null);
        double total = samples.Index().Sum(s => Loss(s.Item.Targets, times[s.Index], tokens.select(0, s.Index), random, s.Index).item<float>());
        return [new LossValue("loss", total / samples.Length)];
    });

    /// <inheritdoc/>
    public void Export(string folder) => _folder.Export(folder, TextureNetworks.FileName, Parameters);

    /// <inheritdoc/>
    public void Dispose()
    {
        Parameters.Dispose();
        _encoder.Dispose();
    }

    private Prepared Prepare(TrainingItem item) => new(_pictures.Prepare(item), VoxelTargets.Create(SurfaceVoxels.Of(item.Voxels), item.Surface));

    /// <summary>The squared error of the velocity of an object's latents at a time.</summary>
    private torch.Tensor Loss(VoxelTargets targets, float time, torch.Tensor condition, StepRandom random, int number)
    {
        torch.Tensor data = Normalized(targets), noise = random.Normal(NoisePurpose + (uint)number, data.shape);
        torch.Tensor state = _networks.Objective.Path.State(noise, data, torch.tensor(time));
        torch.Tensor predicted = _networks.Velocity(
            Parameters.Source(TextureNetworks.FileName), state, time, condition, VoxelTensors.Levels(targets.Voxels, _networks.Flow.IoBlockChannels.Count));
        return predicted.Minus(_networks.Objective.Path.Velocity(noise, data)).Squared().mean();
    }

    /// <summary>The latents of an object, [N, C].</summary>
    private torch.Tensor Normalized(VoxelTargets targets)
    {
        using IDisposable plain = torch.no_grad();
        torch.Tensor features = AlignedTensor.Create(targets.Features(), [targets.Voxels.Length, VoxelTargets.FeatureCount]);
        torch.Tensor mean = _latents.Encode(_encoder, features, targets.Voxels).Mean;
        return mean.Minus(AlignedTensor.Create(_networks.Mean)).Over(AlignedTensor.Create(_networks.Std));
    }

    /// <summary>A sample before it becomes tensors.</summary>
    private sealed record Prepared(IReadOnlyDictionary<string, PictureTensor> Pictures, VoxelTargets Targets);
}

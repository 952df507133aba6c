using Sam3D.Conversion;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>The exponential average of all trainable weights over the steps. It begins as the weights and forgets the beginning sooner while there are few steps.</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly ParameterStore _store;
    private readonly double _decay;
    private readonly OrderedDictionary<string, torch.Tensor> _averages = new(StringComparer.Ordinal);

    public WeightAverage(ParameterStore store, double decay)
    {
        (_store, _decay) = (store, decay);
        foreach ((string key, torch.Tensor value) in decay > 0 ? store.Trainable : [])
        {
            _averages.Add(key, value.detach().clone().DetachFromDisposeScope());
        }
    }

    /// <summary>Takes the weights after a step into the average.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    public void Update(long step)
    {
        using IDisposable plain = torch.no_grad();
        double decay = Math.Min(_decay, (1.0 + step) / (10.0 + step));
        foreach ((string key, torch.Tensor average) in _averages)
        {
            average.MoveTowards(_store.All[key].Value, 1 - decay);
        }
    }

    /// <summary>Exchanges the weights and their average; a second call exchanges them back.</summary>
    public void Swap()
    {
        using IDisposable plain = torch.no_grad();
        foreach ((string key, torch.Tensor average) in _averages)
        {
            torch.Tensor value = _store.All[key].Value;
            using torch.Tensor kept = value.detach().clone();
            value.copy_(average);
            average.copy_(kept);
        }
    }

    /// <summary>The averages by name, for a checkpoint.</summary>
    public IEnumerable<(string Name, torch.Tensor Value)> State => _averages.Select(a => ("average/" + a.Key, a.Value));

    /// <summary>Takes the averages of a checkpoint.</summary>
    public void Load(ICheckpoint checkpoint)
    {
        foreach ((string key, torch.Tensor average) in _averages)
        {
            WeightFile.Read(checkpoint, "average/" + key, average);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (torch.Tensor average in _averages.Values)
        {
            average.Dispose();
        }
    }
}

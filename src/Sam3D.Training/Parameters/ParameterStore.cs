using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>
/// The parameters of the networks that a phase trains or reads. Each belongs to a file, for example <c>ss_generator</c>, and has its official name there; its key is
/// <c>file/name</c>. Not thread-safe.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    private readonly OrderedDictionary<string, StoredTensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>All parameters by key, in the order in which the networks ask for them.</summary>
    public IReadOnlyDictionary<string, StoredTensor> All => _tensors;

    /// <summary>Those that the optimiser changes.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> Trainable =>
        _tensors.Where(t => t.Value.IsTrainable).Select(t => KeyValuePair.Create(t.Key, t.Value.Value));

    /// <summary>Number of trainable values.</summary>
    public long TrainableCount => Trainable.Sum(t => t.Value.numel());

    /// <summary>Adds a parameter.</summary>
    /// <param name="file">The file that it belongs to.</param>
    /// <param name="name">Official name.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="values">Row-major values.</param>
    /// <param name="isTrainable">False for buffers and for what the recipe freezes.</param>
    public void Add(string file, string name, IReadOnlyList<long> shape, float[] values, bool isTrainable)
    {
        torch.Tensor tensor = AlignedTensor.Create(values, [.. shape]).DetachFromDisposeScope();
        tensor.requires_grad = isTrainable;
        _tensors.Add(Key(file, name), new StoredTensor(tensor, isTrainable));
    }

    /// <summary>The parameters of a file, for the networks.</summary>
    public TorchParameterSource Source(string file) => (name, _) => _tensors.TryGetValue(Key(file, name), out StoredTensor tensor) ? tensor.Value : null;

    /// <summary>The parameters of a file with its official names.</summary>
    public IEnumerable<(string Name, torch.Tensor Value)> OfFile(string file) =>
        _tensors.Where(t => t.Key.StartsWith(file + "/", StringComparison.Ordinal)).Select(t => (t.Key[(file.Length + 1)..], t.Value.Value));

    /// <summary>Forgets all gradients.</summary>
    public void ClearGradients()
    {
        foreach ((_, torch.Tensor value) in Trainable)
        {
            using torch.Tensor? gradient = value.grad;
            value.grad = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (StoredTensor tensor in _tensors.Values)
        {
            tensor.Value.Dispose();
        }

        _tensors.Clear();
    }

    private static string Key(string file, string name) => $"{file}/{name}";
}

/// <summary>A parameter.</summary>
/// <param name="Value">float32; owned by the store.</param>
/// <param name="IsTrainable">Whether the optimiser changes it.</param>
internal readonly record struct StoredTensor(torch.Tensor Value, bool IsTrainable);

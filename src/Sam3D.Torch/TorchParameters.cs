using TorchSharp;

namespace Sam3D.Torch;

/// <summary>Parameters of a stored network as tensors. Each is read when it is first asked for, and kept until this is disposed.</summary>
/// <remarks>
/// The store is given as a function, so that any checkpoint fits: with an <c>ICheckpoint</c> of Sam3D.Conversion,
/// <c>name =&gt; c.Tensors.TryGetValue(name, out var t) ? new StoredParameter(t.Shape, () =&gt; c.ReadSingle(name)) : null</c>. Not thread-safe.
/// </remarks>
/// <param name="find">The store: a parameter by its official name, or <see langword="null"/>. It must stay open.</param>
/// <param name="type">The type of the tensors.</param>
/// <param name="requiresGrad">Whether gradients with respect to the parameters are wanted.</param>
public sealed class TorchParameters(
    Func<string, StoredParameter?> find, torch.ScalarType type = torch.ScalarType.Float32, bool requiresGrad = false) : IDisposable
{
    private readonly Dictionary<string, torch.Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>The parameters that were asked for until now, by official name.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Tensors => _tensors;

    /// <summary>A parameter; see <see cref="TorchParameterSource"/>.</summary>
    /// <param name="name">Official state-dict name.</param>
    /// <param name="shape">Not used: a stored parameter has the shape that it has.</param>
    public torch.Tensor? Get(string name, ReadOnlySpan<long> shape)
    {
        if (!_tensors.TryGetValue(name, out torch.Tensor? tensor) && find(name) is { } stored)
        {
            using torch.Tensor view = torch.tensor(stored.Read(), [.. stored.Shape], dtype: type);
            tensor = view.clone().DetachFromDisposeScope(); // aligned, see AlignedTensor
            tensor.requires_grad = requiresGrad; // after the conversion, which is an operation with a gradient too
            _tensors.Add(name, tensor);
        }

        return tensor;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (torch.Tensor tensor in _tensors.Values)
        {
            tensor.Dispose();
        }

        _tensors.Clear();
    }
}

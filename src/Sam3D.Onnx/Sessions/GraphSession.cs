using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;

namespace Sam3D.Sessions;

/// <summary>One loaded graph whose inputs and outputs agree with the manifest. Owns native memory until it is disposed.</summary>
/// <remarks>Safe for concurrent runs; each <see cref="GraphBinding"/> belongs to one thread at a time.</remarks>
internal sealed class GraphSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly int? _cudaDevice;
    private int _users = 1;
    private int _isDisposed;

    /// <param name="session">A session whose signature has been compared with <paramref name="spec"/>; this object owns it.</param>
    /// <param name="spec">Inputs and outputs.</param>
    /// <param name="label">What to call the graph in messages.</param>
    /// <param name="cudaDevice">The CUDA device that the session runs on, or <see langword="null"/> for the CPU.</param>
    internal GraphSession(InferenceSession session, StageSpec spec, string label, int? cudaDevice = null)
    {
        _cudaDevice = cudaDevice;
        _session = session;
        Spec = spec;
        Label = label;
    }

    /// <summary>Inputs and outputs.</summary>
    public StageSpec Spec { get; }

    /// <summary>What to call the graph in messages.</summary>
    public string Label { get; }

    /// <summary>Whether a single run gives its working memory back to the system. Runs of a <see cref="GraphBinding"/> never do. Default false.</summary>
    internal bool ReturnsMemory { get; init; }

    /// <summary>
    /// Binds buffers for many runs: what stands in the inputs at the time of a run is read in place, and the outputs are overwritten.
    /// </summary>
    /// <param name="inputs">All inputs, in any order.</param>
    /// <param name="outputs">The outputs that are wanted, in any order.</param>
    /// <param name="kept">Further inputs, by their names, which must outlive the binding; may be <see langword="null"/>.</param>
    /// <returns>The binding; it pins the buffers, and keeps the graph in memory, until it is disposed.</returns>
    /// <exception cref="ArgumentException">A name is unknown or missing, or values and shape disagree.</exception>
    /// <exception cref="BundleException">The graph takes another shape.</exception>
    public GraphBinding Bind(ReadOnlySpan<NamedTensor> inputs, ReadOnlySpan<NamedTensor> outputs, KeptTensors? kept = null)
    {
        Check(inputs, Spec.Inputs, "input");
        Check(outputs, Spec.Outputs, "output");
        Check(kept);
        ThrowIfMissing(inputs, kept);
        AddUser();
        try
        {
            return new GraphBinding(this, _session, inputs, outputs, kept);
        }
        catch
        {
            RemoveUser();
            throw;
        }
    }

    /// <summary>Runs once into given buffers.</summary>
    /// <param name="inputs">All inputs, in any order.</param>
    /// <param name="outputs">The outputs that are wanted, in any order; their values are overwritten.</param>
    /// <param name="cancellationToken">Honoured between two operators of the graph.</param>
    /// <exception cref="BundleException">The graph fails.</exception>
    public void Run(ReadOnlySpan<NamedTensor> inputs, ReadOnlySpan<NamedTensor> outputs, CancellationToken cancellationToken = default)
    {
        using GraphBinding binding = Bind(inputs, outputs);
        binding.ReturnsMemory = ReturnsMemory;
        binding.Run(cancellationToken);
    }

    /// <summary>Runs once and copies every output that the manifest names.</summary>
    /// <param name="inputs">All inputs, in any order.</param>
    /// <param name="cancellationToken">Honoured between two operators of the graph.</param>
    /// <returns>The outputs by name, with the shapes that the graph gave them.</returns>
    /// <exception cref="BundleException">The graph fails.</exception>
    public IReadOnlyDictionary<string, NamedTensor> Run(ReadOnlySpan<NamedTensor> inputs, CancellationToken cancellationToken = default)
    {
        using GraphBinding binding = Bind(inputs, []);
        binding.ReturnsMemory = ReturnsMemory;
        return binding.RunAndCopy([.. Spec.Outputs.Select(o => o.Name)], cancellationToken);
    }

    /// <summary>Runs once; the outputs stay on the device.</summary>
    /// <param name="inputs">All inputs, in any order.</param>
    /// <param name="cancellationToken">Honoured between two operators of the graph.</param>
    /// <returns>Every output that the manifest names, for <see cref="Bind"/> of other graphs on the same device; to be disposed by the caller.</returns>
    /// <exception cref="BundleException">The graph fails.</exception>
    public KeptTensors RunAndKeep(ReadOnlySpan<NamedTensor> inputs, CancellationToken cancellationToken = default)
    {
        using GraphBinding binding = Bind(inputs, []);
        binding.ReturnsMemory = ReturnsMemory;
        string[] names = [.. Spec.Outputs.Select(o => o.Name)];
        if (_cudaDevice is not { } device)
        {
            return new KeptTensors(binding.RunAndKeep(names, memory: null, cancellationToken), onDispose: null);
        }

        // Device memory belongs to the session's own allocator: it must stay until the tensors are freed.
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, device, OrtMemType.Default);
        IReadOnlyDictionary<string, OrtValue> values = binding.RunAndKeep(names, memory, cancellationToken);
        AddUser();
        return new KeptTensors(values, RemoveUser);
    }

    /// <summary>Frees the graph and its device memory, after the last binding where one is still at work.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            RemoveUser();
        }
    }

    /// <summary>Lets go of the graph: the native session must not go away under a run on another thread.</summary>
    internal void RemoveUser()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _session.Dispose();
        }
    }

    private void AddUser()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        int users = Volatile.Read(ref _users);
        for (int seen; users > 0 && (seen = Interlocked.CompareExchange(ref _users, users + 1, users)) != users;)
        {
            users = seen;
        }

        ObjectDisposedException.ThrowIf(users == 0, this);
    }

    private void Check(ReadOnlySpan<NamedTensor> tensors, IReadOnlyList<TensorSpec> specs, string kind)
    {
        foreach (NamedTensor tensor in tensors)
        {
            TensorSpec spec = specs.FirstOrDefault(s => s.Name == tensor.Name)
                ?? throw new ArgumentException($"{Label} has no {kind} '{tensor.Name}', but {string.Join(", ", specs.Select(s => s.Name))}.");
            long count = tensor.Shape.Aggregate(1L, (product, size) => checked(product * size));
            if (count != tensor.Length)
            {
                throw new ArgumentException($"{tensor.Length} values for {kind} '{tensor.Name}' of shape {GraphSignature.Text(tensor.Shape)}.");
            }

            if (tensor.Type != spec.Type)
            {
                throw new BundleException(
                    $"{Label}: {kind} '{tensor.Name}' is {spec.Type} in the graph, expected {tensor.Type}: the bundle contradicts itself, convert or download it again.");
            }

            if (!GraphSignature.Fits(tensor.Shape, spec.Shape))
            {
                throw new BundleException(
                    $"{Label}: {kind} '{tensor.Name}' is {GraphSignature.Text(spec.Shape)} in the graph, expected {GraphSignature.Text(tensor.Shape)}: the bundle contradicts itself, convert or download it again.");
            }
        }
    }

    private void Check(KeptTensors? kept)
    {
        foreach ((string name, OrtValue value) in kept?.Values ?? new Dictionary<string, OrtValue>())
        {
            TensorSpec spec = Spec.Inputs.FirstOrDefault(s => s.Name == name)
                ?? throw new BundleException($"{Label} has no input '{name}' for what another stage makes: the bundle contradicts itself, convert or download it again.");
            long[] shape = value.GetTensorTypeAndShape().Shape;
            if (!GraphSignature.Fits(shape, spec.Shape))
            {
                throw new BundleException(
                    $"{Label}: input '{name}' is {GraphSignature.Text(spec.Shape)} in the graph, and another stage makes {GraphSignature.Text(shape)}: the bundle contradicts itself, convert or download it again.");
            }
        }
    }

    private void ThrowIfMissing(ReadOnlySpan<NamedTensor> inputs, KeptTensors? kept)
    {
        foreach (TensorSpec spec in Spec.Inputs)
        {
            int count = kept?.Values.ContainsKey(spec.Name) == true ? 1 : 0;
            foreach (NamedTensor input in inputs)
            {
                count += input.Name == spec.Name ? 1 : 0;
            }

            if (count != 1)
            {
                throw new ArgumentException($"{Label}: input '{spec.Name}' is given {count} times, expected once.", nameof(inputs));
            }
        }
    }
}

using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;

namespace Sam3D.Sessions;

/// <summary>
/// Buffers bound to a graph's inputs and outputs. A run reads and writes them in place: nothing is copied on the CPU, and only a few
/// hundred bytes of handles are allocated, so that a sampling loop costs what its network calls cost.
/// </summary>
/// <remarks>
/// Not safe for concurrent calls. ONNX Runtime's own I/O binding is not used because it copies inputs to the device when they are
/// bound, and later changes of the buffers would not be seen.
/// </remarks>
internal sealed class GraphBinding : IDisposable
{
    private readonly GraphSession _owner;
    private readonly InferenceSession _session;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;
    private readonly int _ownInputs;
    private bool _isDisposed;

    internal GraphBinding(
        GraphSession owner, InferenceSession session, ReadOnlySpan<NamedTensor> inputs, ReadOnlySpan<NamedTensor> outputs, KeptTensors? kept = null)
    {
        _owner = owner;
        _session = session;
        (_inputNames, _inputs) = Wrap(inputs);
        _ownInputs = _inputs.Length;
        if (kept is not null)
        {
            _inputNames = [.. _inputNames, .. kept.Values.Keys];
            _inputs = [.. _inputs, .. kept.Values.Values];
        }

        (_outputNames, _outputs) = Wrap(outputs);
    }

    /// <summary>Whether each run gives the working memory that it no longer needs back to the system, on the CPU.</summary>
    internal bool ReturnsMemory { get; set; }

    /// <summary>Runs the graph on what stands in the bound inputs and overwrites the bound outputs.</summary>
    /// <param name="cancellationToken">Honoured between two operators of the graph; the outputs are undefined then.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="BundleException">The graph fails, for example because an output has another shape than its buffer.</exception>
    public void Run(CancellationToken cancellationToken = default) => Guarded(
        options =>
        {
            _session.Run(options, _inputNames, _inputs, _outputNames, _outputs);
            return true;
        },
        cancellationToken);

    /// <summary>Runs the graph and copies outputs that have no buffer.</summary>
    /// <param name="names">The outputs.</param>
    /// <param name="cancellationToken">Honoured between two operators of the graph.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="BundleException">The graph fails.</exception>
    public IReadOnlyDictionary<string, NamedTensor> RunAndCopy(IReadOnlyList<string> names, CancellationToken cancellationToken = default) => Guarded(
        options =>
        {
            using IDisposableReadOnlyCollection<OrtValue> values = _session.Run(options, _inputNames, _inputs, names);
            var results = new Dictionary<string, NamedTensor>(names.Count);
            for (int i = 0; i < names.Count; i++)
            {
                results.Add(names[i], new NamedTensor(names[i], values[i].GetTensorDataAsSpan<float>().ToArray(), values[i].GetTensorTypeAndShape().Shape));
            }

            return results;
        },
        cancellationToken);

    /// <summary>Runs the graph and leaves outputs that have no buffer in its memory.</summary>
    /// <param name="names">The outputs.</param>
    /// <param name="memory">Memory of the device for them, or <see langword="null"/> for that of the processor.</param>
    /// <param name="cancellationToken">Honoured between two operators of the graph.</param>
    /// <returns>The outputs by name; the caller disposes them.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="BundleException">The graph fails.</exception>
    public IReadOnlyDictionary<string, OrtValue> RunAndKeep(
        IReadOnlyList<string> names, OrtMemoryInfo? memory, CancellationToken cancellationToken = default) => Guarded(
        options =>
        {
            if (memory is null)
            {
                return Name(names, _session.Run(options, _inputNames, _inputs, names));
            }

            using OrtIoBinding binding = _session.CreateIoBinding();
            foreach ((string name, OrtValue value) in _inputNames.Zip(_inputs))
            {
                binding.BindInput(name, value);
            }

            foreach (string name in names)
            {
                binding.BindOutputToDevice(name, memory);
            }

            return Name(names, _session.RunWithBoundResults(options, binding));
        },
        cancellationToken);

    /// <summary>Releases the buffers.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (OrtValue value in _inputs.Take(_ownInputs).Concat(_outputs))
        {
            value.Dispose();
        }

        _owner.RemoveUser();
    }

    private T Guarded<T>(Func<RunOptions, T> run, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        if (ReturnsMemory)
        {
            options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        }

        // Disposing the registration waits for a callback at work, so that it never meets disposed options.
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(o => ((RunOptions)o!).Terminate = true, options);
        try
        {
            return run(options);
        }
        catch (Exception e) when (e is OnnxRuntimeException or OverflowException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new BundleException($"{_owner.Label} failed while running ({NativeRuntime.Describe(e)}): convert or download the bundle again.", e);
        }
    }

    private static Dictionary<string, OrtValue> Name(IReadOnlyList<string> names, IEnumerable<OrtValue> values) =>
        names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    private static (string[] Names, OrtValue[] Values) Wrap(ReadOnlySpan<NamedTensor> tensors)
    {
        string[] names = new string[tensors.Length];
        var values = new OrtValue[tensors.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            names[i] = tensors[i].Name;
            values[i] = tensors[i].Type == TensorElement.Int32
                ? OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, tensors[i].Rows, tensors[i].Shape)
                : OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, tensors[i].Values, tensors[i].Shape);
        }

        return (names, values);
    }
}

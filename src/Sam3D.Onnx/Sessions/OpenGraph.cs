using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Sam3D.Sessions;

/// <summary>
/// A loaded graph whose inputs and outputs are what they are: a file of somebody else's making. Values are float32 outside; what the graph wants otherwise is converted.
/// Owns native memory until it is disposed.
/// </summary>
/// <remarks>Safe for concurrent runs. Disposing waits for the end of runs that are at work.</remarks>
internal sealed class OpenGraph : IDisposable
{
    private readonly InferenceSession _session;
    private readonly int? _cudaDevice;
    private readonly bool _returnsMemory;
    private readonly ReaderWriterLockSlim _use = new();
    private bool _isDisposed;

    /// <param name="session">This object owns it.</param>
    /// <param name="label">What to call the graph in messages.</param>
    /// <param name="cudaDevice">The CUDA device that it runs on, or <see langword="null"/> for the CPU.</param>
    /// <param name="returnsMemory">Whether a run gives its working memory back to the system.</param>
    public OpenGraph(InferenceSession session, string label, int? cudaDevice, bool returnsMemory)
    {
        _session = session;
        _cudaDevice = cudaDevice;
        _returnsMemory = returnsMemory;
        Label = label;
        Inputs = session.InputMetadata;
        Outputs = session.OutputMetadata;
    }

    /// <summary>What to call the graph in messages.</summary>
    public string Label { get; }

    /// <summary>Inputs by name; free sizes are negative.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Inputs { get; }

    /// <summary>Outputs by name; free sizes are negative.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Outputs { get; }

    /// <summary>Runs once; the outputs stay on the device.</summary>
    /// <param name="inputs">All inputs.</param>
    /// <param name="outputs">The outputs that are wanted.</param>
    /// <param name="cancellationToken">Honoured between two operators.</param>
    /// <exception cref="BundleException">The graph fails.</exception>
    public KeptTensors RunAndKeep(IReadOnlyList<NamedTensor> inputs, IReadOnlyList<string> outputs, CancellationToken cancellationToken) =>
        RunAndKeep(inputs, new Dictionary<string, OrtValue>(), outputs, cancellationToken);

    /// <summary>Runs once, also on what another graph made; the outputs stay on the device.</summary>
    /// <param name="inputs">Inputs that are given as numbers.</param>
    /// <param name="kept">Inputs that another graph made, by their names here.</param>
    /// <param name="outputs">The outputs that are wanted.</param>
    /// <param name="cancellationToken">Honoured between two operators.</param>
    /// <exception cref="BundleException">The graph fails.</exception>
    public KeptTensors RunAndKeep(
        IReadOnlyList<NamedTensor> inputs, IReadOnlyDictionary<string, OrtValue> kept, IReadOnlyList<string> outputs, CancellationToken cancellationToken) => Run(
        inputs,
        kept,
        (options, names, values) =>
        {
            if (_cudaDevice is not { } device)
            {
                return new KeptTensors(Name(outputs, _session.Run(options, names, values, outputs)), onDispose: null);
            }

            using OrtIoBinding binding = _session.CreateIoBinding();
            using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, device, OrtMemType.Default);
            foreach ((string name, OrtValue value) in names.Zip(values))
            {
                binding.BindInput(name, value);
            }

            foreach (string name in outputs)
            {
                binding.BindOutputToDevice(name, memory);
            }

            return new KeptTensors(Name(outputs, _session.RunWithBoundResults(options, binding)), onDispose: null);
        },
        cancellationToken);

    /// <summary>Runs once and copies outputs.</summary>
    /// <param name="inputs">Inputs that are given as numbers.</param>
    /// <param name="kept">Inputs that another graph made, by their names here.</param>
    /// <param name="outputs">The outputs that are wanted.</param>
    /// <param name="cancellationToken">Honoured between two operators.</param>
    /// <returns>The outputs in the order asked for.</returns>
    /// <exception cref="BundleException">The graph fails.</exception>
    public IReadOnlyList<NamedTensor> Run(
        IReadOnlyList<NamedTensor> inputs, IReadOnlyDictionary<string, OrtValue> kept, IReadOnlyList<string> outputs, CancellationToken cancellationToken) => Run(
        inputs,
        kept,
        (options, names, values) =>
        {
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(options, names, values, outputs);
            return (IReadOnlyList<NamedTensor>)[.. outputs.Zip(results).Select(p => Copy(p.First, p.Second))];
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _use.EnterWriteLock();
        try
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _session.Dispose();
            }
        }
        finally
        {
            _use.ExitWriteLock();
        }
    }

    private T Run<T>(
        IReadOnlyList<NamedTensor> inputs,
        IReadOnlyDictionary<string, OrtValue> kept,
        Func<RunOptions, IReadOnlyList<string>, IReadOnlyList<OrtValue>, T> run,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _use.EnterReadLock();
        var own = new List<OrtValue>();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            own.AddRange(inputs.Select(Wrap));
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            if (_returnsMemory)
            {
                options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
            }

            // Disposing the registration waits for a callback at work, so that it never meets disposed options.
            using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(o => ((RunOptions)o!).Terminate = true, options);
            return run(options, [.. inputs.Select(i => i.Name), .. kept.Keys], [.. own, .. kept.Values]);
        }
        catch (Exception e) when (e is OnnxRuntimeException or OverflowException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new BundleException($"{Label} failed while running ({NativeRuntime.Describe(e)}): convert or download the model again.", e);
        }
        finally
        {
            own.ForEach(v => v.Dispose());
            _use.ExitReadLock();
        }
    }

    /// <summary>A value of the element type that the graph declares.</summary>
    private OrtValue Wrap(NamedTensor tensor)
    {
        ReadOnlySpan<float> values = tensor.Values.Span;
        return Inputs[tensor.Name].ElementDataType switch
        {
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, tensor.Values, tensor.Shape),
            TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values.ToArray(), v => (long)v), tensor.Shape),
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values.ToArray(), v => (int)v), tensor.Shape),
            TensorElementType.UInt8 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values.ToArray(), v => (byte)v), tensor.Shape),
            TensorElementType.Bool => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values.ToArray(), v => v != 0), tensor.Shape),
            var other => throw new BundleException($"{Label}: input {MessageText.Quote(tensor.Name)} is of {other}, expected float32, int32, int64, uint8 or bool: export the model in float32."),
        };
    }

    private NamedTensor Copy(string name, OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return info.ElementDataType switch
        {
            TensorElementType.Float => new NamedTensor(name, value.GetTensorDataAsSpan<float>().ToArray(), info.Shape),
            TensorElementType.Bool => new NamedTensor(name, Array.ConvertAll(value.GetTensorDataAsSpan<bool>().ToArray(), b => b ? 1f : 0), info.Shape),
            _ => throw new BundleException($"{Label}: output {MessageText.Quote(name)} is of {info.ElementDataType}, expected float32 or bool: export the model in float32."),
        };
    }

    private static Dictionary<string, OrtValue> Name(IReadOnlyList<string> names, IEnumerable<OrtValue> values) =>
        names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
}

using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;

namespace Sam3D.Sessions;

/// <summary>Makes sessions on one device.</summary>
/// <remarks>Safe for concurrent calls. <c>docs/decisions/0014-memory.md</c> has the measurements behind the settings.</remarks>
internal sealed class SessionFactory
{
    private readonly RuntimeOptions _options;

    /// <summary>Chooses the device.</summary>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="DeviceException">The device cannot be had, or there is no native library.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SessionFactory(RuntimeOptions? options = null)
    {
        _options = options ?? new RuntimeOptions();
        _options.Validate();
        Device = DeviceSelector.Select(_options);
    }

    /// <summary>What the sessions run on.</summary>
    public DeviceInfo Device { get; }

    /// <summary>Verifies a stage's files and loads its graph.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="stage">A key of <see cref="BundleManifest.Stages"/>.</param>
    /// <param name="cancellationToken">Honoured while verifying and, as far as ONNX Runtime does, while loading.</param>
    /// <exception cref="BundleException">The stage is missing, damaged, or has other inputs or outputs than the manifest says.</exception>
    public GraphSession Create(ModelBundle bundle, string stage, CancellationToken cancellationToken = default) =>
        Create(bundle.LoadStage(stage, cancellationToken), cancellationToken);

    /// <summary>Loads a verified graph.</summary>
    /// <param name="model">The graph and what it must look like.</param>
    /// <param name="cancellationToken">Honoured as far as ONNX Runtime does while loading.</param>
    /// <exception cref="BundleException">ONNX Runtime refuses the graph, or it has other inputs or outputs than promised.</exception>
    public GraphSession Create(StageModel model, CancellationToken cancellationToken = default)
    {
        return Open(model, cancellationToken, session =>
        {
            GraphSignature.ThrowIfDifferent(session, model.Spec, model.Label);
            return new GraphSession(session, model.Spec, model.Label, CudaDevice) { ReturnsMemory = ReturnsMemory };
        });
    }

    /// <summary>Loads a graph whose inputs and outputs are not known before.</summary>
    /// <param name="model">The graph; of what it must look like only the precision counts.</param>
    /// <param name="cancellationToken">Honoured as far as ONNX Runtime does while loading.</param>
    /// <exception cref="BundleException">ONNX Runtime refuses the graph.</exception>
    public OpenGraph CreateOpen(StageModel model, CancellationToken cancellationToken = default) =>
        Open(model, cancellationToken, session => new OpenGraph(session, model.Label, CudaDevice, ReturnsMemory));

    private int? CudaDevice => Device.Kind == DeviceKind.Cuda ? _options.DeviceId : null;

    private bool ReturnsMemory => Device.Kind == DeviceKind.Cpu && _options.MemoryBudget != MemoryBudget.Fastest;

    private T Open<T>(StageModel model, CancellationToken cancellationToken, Func<InferenceSession, T> wrap)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SessionOptions options = CreateOptions(model.Spec.Precision);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => options.SetLoadCancellationFlag(true));
        InferenceSession? session = null;
        try
        {
            session = model.Bytes is { } bytes ? new InferenceSession(bytes, options) : new InferenceSession(model.Path, options);
            return wrap(session);
        }
        catch (Exception e)
        {
            session?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (NativeRuntime.IsGraphError(e))
            {
                throw new BundleException($"{model.Label} cannot be loaded ({NativeRuntime.Describe(e)}): convert or download the bundle again.", e);
            }

            throw;
        }
    }

    private SessionOptions CreateOptions(GraphPrecision precision)
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = DeviceSelector.Threads(_options),
            InterOpNumThreads = 1,

            // Every error reaches the caller as an exception; below this level the library would print it to the console as well.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");

        // The other format that the library reads is not covered by the check of external tensors.
        options.AddSessionConfigEntry("session.load_model_format", "ONNX");

        // With a pattern the second call of a graph takes one buffer for all of its tensors beside what the first call left in the arena. Without the
        // arena every large tensor would be mapped, faulted in and unmapped again: slower by a third, and no smaller.
        options.EnableMemoryPattern = false;
        if (Device.Kind == DeviceKind.Cpu && _options.MemoryBudget == MemoryBudget.Smallest && precision == GraphPrecision.Float32)
        {
            // Weights stay pages of their file, which the system can drop and read again, instead of becoming a copy. Narrow ones are copied anyway.
            options.AddSessionConfigEntry("session.disable_prepacking", "1");
        }

        if (Device.Kind == DeviceKind.Cuda)
        {
            DeviceSelector.AppendCuda(options, _options.DeviceId);
        }

        return options;
    }
}

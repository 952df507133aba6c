using Microsoft.ML.OnnxRuntime;

namespace Sam3D.Sessions;

/// <summary>Decides between CUDA and the CPU. What was asked for by name is had, or is an error; nothing falls back in silence.</summary>
internal static class DeviceSelector
{
    private const string CudaLibrary = "onnxruntime_providers_cuda";

    /// <summary>
    /// The smallest graph there is, y = Identity(x) of one number: a session with it loads the provider, its libraries and the driver,
    /// which merely asking for the provider does not.
    /// </summary>
    internal static readonly byte[] Probe = Convert.FromBase64String(
        "CAg6OgoQCgF4EgF5IghJZGVudGl0eRIEdGlueVoPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEBE=");

    /// <summary>Chooses the device.</summary>
    /// <exception cref="DeviceException">CUDA was asked for and cannot be had, or there is no native library.</exception>
    public static DeviceInfo Select(RuntimeOptions options)
    {
        IReadOnlyList<string> providers = NativeRuntime.Providers();
        if (options.Device == DevicePreference.Cpu)
        {
            return Cpu(options);
        }

        DeviceException? missing = providers.Contains(NativeRuntime.CudaProvider)
            ? TryCuda(options)
            : new DeviceException(
                $"CUDA was asked for, but the ONNX Runtime of this application has no CUDA provider (library '{CudaLibrary}'): replace the package Sam3D by Sam3D.Cuda, or ask for the CPU.");
        return missing is null ? new DeviceInfo(DeviceKind.Cuda, $"CUDA device {options.DeviceId}")
            : options.Device == DevicePreference.Auto ? Cpu(options)
            : throw missing;
    }

    /// <summary>Threads that a network call uses on the CPU.</summary>
    public static int Threads(RuntimeOptions options) => options.Threads ?? ProcessorCores.Usable;

    /// <summary>Adds the CUDA provider, set up for results that repeat and keep float32 precision.</summary>
    public static void AppendCuda(SessionOptions session, int deviceId)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = $"{deviceId}",

            // TensorFloat-32 keeps ten bits of mantissa: too few for parity with the official float32 results.
            ["use_tf32"] = "0",

            // The exhaustive search picks by time, so that two runs could take different algorithms.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
        });
        session.AppendExecutionProvider_CUDA(cuda);
    }

    private static DeviceInfo Cpu(RuntimeOptions options)
    {
        int threads = Threads(options);
        return new DeviceInfo(DeviceKind.Cpu, threads == 1 ? "CPU, 1 thread" : $"CPU, {threads} threads");
    }

    private static DeviceException? TryCuda(RuntimeOptions options)
    {
        try
        {
            using var session = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            AppendCuda(session, options.DeviceId);
            new InferenceSession(Probe, session).Dispose();
            return null;
        }
        catch (OnnxRuntimeException e)
        {
            return new DeviceException(
                $"CUDA device {options.DeviceId} was asked for, but its provider could not be loaded ({NativeRuntime.Describe(e)}): install the NVIDIA driver, CUDA and cuDNN that the message names, choose another device, or ask for the CPU.", e);
        }
    }
}

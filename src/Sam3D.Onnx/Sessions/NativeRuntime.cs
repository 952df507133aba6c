using Microsoft.ML.OnnxRuntime;

namespace Sam3D.Sessions;

/// <summary>Entry to ONNX Runtime's native library, and its errors in our words.</summary>
internal static class NativeRuntime
{
    /// <summary>Name of the CUDA execution provider.</summary>
    public const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>The execution providers that the native library was built with.</summary>
    /// <exception cref="DeviceException">The native library is not there.</exception>
    public static IReadOnlyList<string> Providers()
    {
        try
        {
            return OrtEnv.Instance().GetAvailableProviders();
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new DeviceException(
                $"The native library 'onnxruntime' could not be loaded ({Describe(e.GetBaseException())}): add the package Sam3D (CPU) or Sam3D.Cuda (NVIDIA) to the application.", e);
        }
    }

    /// <summary>An error's text in one line, without the codes in front.</summary>
    public static string Describe(Exception error)
    {
        string text = MessageText.OneLine(error.Message);
        const string Code = "[ErrorCode:";
        int end = text.StartsWith(Code, StringComparison.Ordinal) ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        return text[(end + 1)..].Trim().TrimEnd('.');
    }

    /// <summary>
    /// Whether an error comes from a graph that ONNX Runtime or its C# binding cannot work with. The binding throws more than its own
    /// type: it also reads the graph's description with the BCL's exceptions.
    /// </summary>
    public static bool IsGraphError(Exception error) =>
        error is OnnxRuntimeException or ArgumentException or InvalidOperationException or NotSupportedException or OverflowException
            or IndexOutOfRangeException or KeyNotFoundException;
}

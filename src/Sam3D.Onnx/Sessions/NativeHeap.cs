using System.Runtime.InteropServices;

namespace Sam3D.Sessions;

/// <summary>The C library's heap, in which ONNX Runtime keeps weights.</summary>
internal static partial class NativeHeap
{
    private static bool _isMissing = !OperatingSystem.IsLinux();

    /// <summary>
    /// Returns freed memory to the system. A released network's weights lie in blocks that glibc keeps for later, gigabytes of them; other C libraries
    /// return such blocks by themselves, and there this does nothing.
    /// </summary>
    public static void Trim()
    {
        if (_isMissing)
        {
            return;
        }

        try
        {
            _ = malloc_trim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            _isMissing = true;
        }
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}

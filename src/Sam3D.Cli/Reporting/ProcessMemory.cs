using System.Diagnostics;

namespace Sam3D.Cli.Reporting;

/// <summary>Memory of this process.</summary>
internal static class ProcessMemory
{
    /// <summary>The largest resident size so far in bytes, or <see langword="null"/> where the system does not tell.</summary>
    public static long? Peak()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 is > 0 and long peak ? peak : null;
    }
}

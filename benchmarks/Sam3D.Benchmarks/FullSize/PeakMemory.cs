using System.Globalization;

namespace Sam3D.Benchmarks;

/// <summary>The largest resident memory of the process.</summary>
internal static class PeakMemory
{
    /// <summary>The largest since the last call, in bytes (Linux: VmHWM, set back through clear_refs); 0 where the system does not tell.</summary>
    public static long Take()
    {
        const string Status = "/proc/self/status", Reset = "/proc/self/clear_refs";
        if (!File.Exists(Status))
        {
            return 0;
        }

        string line = File.ReadLines(Status).First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        long bytes = 1024 * long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        File.WriteAllText(Reset, "5");
        return bytes;
    }
}

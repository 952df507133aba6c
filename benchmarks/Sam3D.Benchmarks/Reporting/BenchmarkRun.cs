using Sam3D.Sessions;

namespace Sam3D.Benchmarks;

/// <summary>How this process measures.</summary>
internal static class BenchmarkRun
{
    /// <summary>The switch that runs every benchmark once on small sizes, to see that it still works.</summary>
    public const string SmokeSwitch = "--smoke";

    /// <summary>Whether <see cref="SmokeSwitch"/> was given.</summary>
    public static bool IsSmoke { get; set; }

    /// <summary>One thread, and as many as the pipeline takes by default.</summary>
    public static IEnumerable<int> ThreadCounts => [.. new[] { 1, ProcessorCores.Usable }.Distinct()];
}

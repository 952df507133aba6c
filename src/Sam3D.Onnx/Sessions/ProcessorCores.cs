namespace Sam3D.Sessions;

/// <summary>Counts processor cores: a second thread on the same core slows matrix products down.</summary>
internal static class ProcessorCores
{
    private const string SystemFolder = "/sys/devices/system/cpu";

    /// <summary>
    /// Physical cores, but no more than the processors that the process may use (affinity and container limits included). Where the
    /// system does not tell physical cores in files (all but Linux), logical processors.
    /// </summary>
    public static int Usable { get; } = Math.Min(PhysicalCores(SystemFolder) ?? int.MaxValue, Environment.ProcessorCount);

    /// <summary>Distinct sets of sibling threads below <c>cpu0</c>, <c>cpu1</c>, …; <see langword="null"/> when there are none to read.</summary>
    internal static int? PhysicalCores(string folder)
    {
        try
        {
            int cores = Directory.EnumerateDirectories(folder, "cpu*")
                .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
                .Where(File.Exists)
                .Select(File.ReadAllText)
                .Distinct(StringComparer.Ordinal)
                .Count();
            return cores > 0 ? cores : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

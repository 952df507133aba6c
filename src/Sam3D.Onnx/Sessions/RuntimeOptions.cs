namespace Sam3D;

/// <summary>Where and how networks run.</summary>
public sealed record RuntimeOptions
{
    /// <summary>The largest value of <see cref="Threads"/>.</summary>
    public const int MaxThreads = 1024;

    /// <summary>The device. Default <see cref="DevicePreference.Auto"/>.</summary>
    public DevicePreference Device { get; init; } = DevicePreference.Auto;

    /// <summary>Number of the CUDA device, 0 or more; has no meaning on the CPU. Default 0.</summary>
    public int DeviceId { get; init; }

    /// <summary>
    /// Threads that one network call uses on the CPU, 1 to <see cref="MaxThreads"/>; <see langword="null"/> takes one for each
    /// physical core that the process may use (on systems other than Linux: each logical processor). Results on the CPU can
    /// differ in the last bits between thread counts.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>Which networks stay loaded. Default <see cref="MemoryBudget.Balanced"/>.</summary>
    public MemoryBudget MemoryBudget { get; init; } = MemoryBudget.Balanced;

    /// <summary>Throws when a value is out of range; names all that are.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal void Validate()
    {
        List<string> violations = [];
        if (!Enum.IsDefined(Device))
        {
            violations.Add($"{nameof(Device)} is {Device}, expected Auto, Cpu or Cuda");
        }

        if (!Enum.IsDefined(MemoryBudget))
        {
            violations.Add($"{nameof(MemoryBudget)} is {MemoryBudget}, expected Balanced, Fastest or Smallest");
        }

        if (DeviceId < 0)
        {
            violations.Add($"{nameof(DeviceId)} is {DeviceId}, expected 0 or more");
        }

        if (Threads is < 1 or > MaxThreads)
        {
            violations.Add($"{nameof(Threads)} is {Threads}, expected 1 to {MaxThreads}");
        }

        if (violations.Count > 0)
        {
            throw new ArgumentException($"{nameof(RuntimeOptions)}: {string.Join("; ", violations)}.");
        }
    }
}

/// <summary>Which device networks shall run on.</summary>
public enum DevicePreference
{
    /// <summary>CUDA when its provider loads and finds a device, else the CPU.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA graphics card; a <see cref="DeviceException"/> says what is missing when it cannot be had.</summary>
    Cuda,
}

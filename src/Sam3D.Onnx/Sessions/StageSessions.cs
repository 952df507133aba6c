using Sam3D.Bundles;
using Sam3D.Stages;

namespace Sam3D.Sessions;

/// <summary>
/// The loaded graphs of a bundle: loads a stage when it is first rented, and releases it after the last user as the memory budget says. All models of one
/// pipeline share one, so that a network that two of them use is loaded once.
/// </summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class StageSessions : IDisposable
{
    /// <summary>Up to this size a network stays loaded under <see cref="MemoryBudget.Balanced"/>.</summary>
    internal const long BalancedBytes = 256L << 20;

    /// <summary>From this size on, the memory of a released network is given back to the system at once.</summary>
    private const long TrimmedBytes = 32L << 20;

    private readonly SessionFactory _factory;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _loading = new();
    private bool _isDisposed;

    /// <param name="bundle">The model; stays the caller's.</param>
    /// <param name="options">Device, threads, memory; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    public StageSessions(ModelBundle bundle, RuntimeOptions? options)
    {
        Bundle = bundle;
        Budget = options?.MemoryBudget ?? MemoryBudget.Balanced;
        _factory = new SessionFactory(options);
    }

    /// <summary>The model.</summary>
    public ModelBundle Bundle { get; }

    /// <summary>What the graphs run on.</summary>
    public DeviceInfo Device => _factory.Device;

    /// <summary>What stays loaded.</summary>
    public MemoryBudget Budget { get; }

    /// <summary>What backbones made of the last pictures.</summary>
    public BackboneFeatures Features { get; } = new();

    /// <summary>Names of the stages that are loaded.</summary>
    internal IReadOnlyList<string> Loaded
    {
        get
        {
            lock (_loading)
            {
                return [.. _entries.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Takes a stage for use, and loads it when it is not.</summary>
    /// <param name="stage">A key of <see cref="BundleManifest.Stages"/>.</param>
    /// <param name="cancellationToken">Honoured while verifying and loading.</param>
    /// <returns>The stage, to be disposed after use.</returns>
    /// <exception cref="BundleException">The stage is missing, damaged, or has other inputs or outputs than the manifest says.</exception>
    public StageLease Rent(string stage, CancellationToken cancellationToken)
    {
        lock (_loading)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_entries.TryGetValue(stage, out Entry? entry))
            {
                entry = new Entry(_factory.Create(Bundle, stage, cancellationToken));
                _entries.Add(stage, entry);
            }

            entry.Users++;
            return new StageLease(entry.Session, () => Return(stage));
        }
    }

    /// <summary>Frees what is not in use, and the rest after its last use.</summary>
    public void Dispose()
    {
        lock (_loading)
        {
            _isDisposed = true;
            foreach ((string stage, Entry entry) in _entries.ToArray())
            {
                if (entry.Users == 0)
                {
                    Release(stage, entry);
                }
            }
        }
    }

    private void Return(string stage)
    {
        lock (_loading)
        {
            Entry entry = _entries[stage];
            if (--entry.Users == 0 && (_isDisposed || !Stays(stage)))
            {
                Release(stage, entry);
            }
        }
    }

    private void Release(string stage, Entry entry)
    {
        _entries.Remove(stage);
        entry.Session.Dispose();
        if (SizeOf(Bundle.Manifest, stage) > TrimmedBytes)
        {
            NativeHeap.Trim();
        }
    }

    private bool Stays(string stage) => Stays(Budget, SizeOf(Bundle.Manifest, stage));

    /// <summary>Whether a stage stays loaded after its last use.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="bytes">Bytes of the stage's files.</param>
    internal static bool Stays(MemoryBudget budget, long bytes) => budget switch
    {
        MemoryBudget.Fastest => true,
        MemoryBudget.Smallest => false,
        _ => bytes <= BalancedBytes,
    };

    /// <summary>Bytes of a stage's files.</summary>
    internal static long SizeOf(BundleManifest manifest, string stage)
    {
        StageSpec spec = manifest.Stages[stage];
        HashSet<string> names = [spec.File, .. spec.DataFiles];
        return manifest.Files.Where(f => names.Contains(f.Name)).Sum(f => f.Size);
    }

    private sealed class Entry(GraphSession session)
    {
        public GraphSession Session { get; } = session;

        public int Users { get; set; }
    }
}

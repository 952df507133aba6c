namespace Sam3D.Sessions;

/// <summary>Stages that are rented when first asked for and kept until this is disposed, for work that comes back to the same stage; or given back before.</summary>
/// <param name="sessions">The model.</param>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class StageLeases(StageSessions sessions) : IDisposable
{
    private readonly Dictionary<string, StageLease> _leases = new(StringComparer.Ordinal);

    /// <summary>The loaded graph of a stage.</summary>
    /// <exception cref="BundleException">The stage is missing, damaged, or has other inputs or outputs than the manifest says.</exception>
    public GraphSession Get(string stage, CancellationToken cancellationToken)
    {
        if (!_leases.TryGetValue(stage, out StageLease? lease))
        {
            lease = sessions.Rent(stage, cancellationToken);
            _leases.Add(stage, lease);
        }

        return lease.Session;
    }

    /// <summary>Gives a stage back, if it was rented.</summary>
    public void Return(string stage)
    {
        if (_leases.Remove(stage, out StageLease? lease))
        {
            lease.Dispose();
        }
    }

    /// <summary>Gives all of them back.</summary>
    public void Dispose()
    {
        foreach (StageLease lease in _leases.Values)
        {
            lease.Dispose();
        }

        _leases.Clear();
    }
}

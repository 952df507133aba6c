using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>
/// The modulations of a flow's blocks at the times of one run. They depend on the time alone, so one call makes them for all steps; a sixth of the flow's
/// weights is then needed no more.
/// </summary>
internal sealed class ModulationTable
{
    private readonly float[] _values;
    private readonly Dictionary<double, int> _rows = [];

    private ModulationTable(ReadOnlySpan<double> times, float[] values)
    {
        foreach (double time in times)
        {
            _rows.TryAdd(time, _rows.Count);
        }

        _values = values;
        Size = values.Length / times.Length;
    }

    /// <summary>Numbers a time.</summary>
    public int Size { get; }

    /// <summary>The modulation of a time.</summary>
    /// <param name="time">One of the times that the table was made for.</param>
    /// <exception cref="KeyNotFoundException">It is another time.</exception>
    public ReadOnlySpan<float> this[double time] => _values.AsSpan(_rows[time] * Size, Size);

    /// <summary>Makes a table.</summary>
    /// <param name="sessions">The model.</param>
    /// <param name="stage">A stage with the inputs and outputs of <see cref="BundleManifest.GeometryModulationStage"/>.</param>
    /// <param name="times">Strictly increasing times, 0 to 1.</param>
    /// <param name="timeScale">Factor on the times at the network's input.</param>
    /// <param name="stepSize">Step size times the time scale, for networks that take one.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    public static ModulationTable Create(
        StageSessions sessions, string stage, ReadOnlySpan<double> times, double timeScale, float stepSize, CancellationToken cancellationToken)
    {
        float[] scaled = new float[times.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = (float)(times[i] * timeScale);
        }

        using StageLease lease = sessions.Rent(stage, cancellationToken);
        var inputs = new List<NamedTensor> { new("t", scaled, scaled.Length) };
        if (lease.Session.Spec.Inputs.Any(i => i.Name == "d"))
        {
            inputs.Add(new NamedTensor("d", new[] { stepSize }, 1));
        }

        NamedTensor table = lease.Session.Run([.. inputs], cancellationToken)["modulation"];
        return new ModulationTable(times, table.Values.ToArray());
    }
}

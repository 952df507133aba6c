namespace Sam3D;

/// <summary>Occupancy logits on a cubic grid over the object cube [-0.5, 0.5]³; a positive logit is occupied.</summary>
public sealed class OccupancyGrid
{
    private readonly float[] _logits;

    /// <summary>Creates a grid; the array is kept, not copied.</summary>
    /// <param name="resolution">Grid cells along an axis, R.</param>
    /// <param name="logits">R³ values, x-major: index (x·R + y)·R + z.</param>
    /// <exception cref="ArgumentException">The number of values is not R³.</exception>
    public OccupancyGrid(int resolution, float[] logits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        ArgumentNullException.ThrowIfNull(logits);
        if (logits.Length != checked(resolution * resolution * resolution))
        {
            throw new ArgumentException($"{logits.Length} values for a {resolution}³ grid.", nameof(logits));
        }

        Resolution = resolution;
        _logits = logits;
    }

    /// <summary>Grid cells along an axis, R.</summary>
    public int Resolution { get; }

    /// <summary>The logits, x-major: index (x·R + y)·R + z.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>The logit of a cell.</summary>
    public float this[int x, int y, int z] => _logits[(((x * Resolution) + y) * Resolution) + z];
}

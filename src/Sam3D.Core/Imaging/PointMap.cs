namespace Sam3D;

/// <summary>
/// The 3D point of every pixel in the official camera space (x left, y up, z forward); NaN where unknown.
/// </summary>
public sealed partial class PointMap
{
    private readonly float[] _points;

    /// <summary>Creates a point map; the array is kept, not copied.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="points">Width × height × 3 numbers, [H, W, XYZ]; NaN where unknown.</param>
    /// <param name="isMetric">Whether lengths are metres.</param>
    /// <exception cref="ArgumentException">The number of values is not width × height × 3.</exception>
    public PointMap(int width, int height, float[] points, bool isMetric = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(points);
        if (points.LongLength != 3L * width * height)
        {
            throw new ArgumentException($"{points.Length} numbers for {width}×{height} points.", nameof(points));
        }

        Width = width;
        Height = height;
        IsMetric = isMetric;
        _points = points;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Whether lengths are metres.</summary>
    public bool IsMetric { get; }

    /// <summary>[H, W, XYZ]; NaN where unknown.</summary>
    public ReadOnlySpan<float> Points => _points;
}

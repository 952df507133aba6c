using System.Numerics;

namespace Sam3D.Training.Data.Samples;

/// <summary>Points spread evenly over an object's surface, in its canonical frame.</summary>
/// <param name="positions">[N] places; stored as half floats.</param>
/// <param name="normals">[N] outward unit normals.</param>
/// <param name="colors">[N] linear RGB; stored as 8-bit sRGB.</param>
public sealed class SurfaceSamples(Vector3[] positions, Vector3[] normals, Vector3[] colors)
{
    /// <summary>[N] places.</summary>
    public Vector3[] Positions { get; } = positions;

    /// <summary>[N] outward unit normals.</summary>
    public Vector3[] Normals { get; } = normals;

    /// <summary>[N] linear RGB, 0 to 1.</summary>
    public Vector3[] Colors { get; } = colors;

    /// <summary>Number of points.</summary>
    public int Count => Positions.Length;
}

using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>Points on a surface with the normals of their triangles.</summary>
public sealed class SurfaceSample
{
    /// <summary>Creates a sample; the arrays are kept, not copied.</summary>
    /// <param name="points">At least one point.</param>
    /// <param name="normals">One unit normal a point.</param>
    /// <exception cref="ArgumentException">There is no point, or the lengths differ.</exception>
    public SurfaceSample(Vector3[] points, Vector3[] normals)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(normals);
        if (points.Length == 0 || points.Length != normals.Length)
        {
            throw new ArgumentException($"{points.Length} points and {normals.Length} normals, expected equal numbers above 0.", nameof(points));
        }

        Points = points;
        Normals = normals;
    }

    /// <summary>The points.</summary>
    public Vector3[] Points { get; }

    /// <summary>One unit normal a point.</summary>
    public Vector3[] Normals { get; }

    /// <summary>Number of points.</summary>
    public int Count => Points.Length;

    /// <summary>The sample moved by a rigid motion.</summary>
    /// <param name="motion">Rotation, then translation.</param>
    public SurfaceSample Move(RigidMotion motion) => new(
        Array.ConvertAll(Points, motion.Apply),
        Array.ConvertAll(Normals, n => Vector3.Transform(n, motion.Rotation)));
}

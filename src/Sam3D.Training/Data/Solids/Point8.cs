using System.Numerics;
using System.Runtime.Intrinsics;

namespace Sam3D.Training.Data.Solids;

/// <summary>Eight points.</summary>
internal readonly record struct Point8(Vector256<float> X, Vector256<float> Y, Vector256<float> Z)
{
    /// <summary>Points a vector.</summary>
    public const int Count = 8;

    /// <summary>The distance of each point from the z axis.</summary>
    public Vector256<float> RadiusXY => Vector256.Sqrt((X * X) + (Y * Y));

    /// <summary>The distance of each point from the origin.</summary>
    public Vector256<float> Length => Vector256.Sqrt((X * X) + (Y * Y) + (Z * Z));

    /// <summary>One point eight times.</summary>
    public static Point8 Broadcast(Vector3 p) => new(Vector256.Create(p.X), Vector256.Create(p.Y), Vector256.Create(p.Z));

    /// <summary>The first eight points of a list; what is missing is the first point.</summary>
    public static Point8 Load(ReadOnlySpan<Vector3> points)
    {
        Span<float> x = stackalloc float[Count], y = stackalloc float[Count], z = stackalloc float[Count];
        for (int i = 0; i < Count; i++)
        {
            Vector3 p = points[i < points.Length ? i : 0];
            (x[i], y[i], z[i]) = (p.X, p.Y, p.Z);
        }

        return new Point8(Vector256.Create<float>(x), Vector256.Create<float>(y), Vector256.Create<float>(z));
    }
}

using System.Numerics;

namespace Sam3D.Training.Data.Solids;

/// <summary>A box along the axes.</summary>
internal readonly record struct Bounds3(Vector3 Low, Vector3 High)
{
    /// <summary>Its middle.</summary>
    public Vector3 Center => (Low + High) / 2;

    /// <summary>Its edge lengths.</summary>
    public Vector3 Size => High - Low;

    /// <summary>The longest edge.</summary>
    public float Longest => Math.Max(Size.X, Math.Max(Size.Y, Size.Z));

    /// <summary>The box round some points, at least one.</summary>
    public static Bounds3 Of(ReadOnlySpan<Vector3> points)
    {
        Vector3 low = points[0], high = points[0];
        foreach (Vector3 p in points)
        {
            low = Vector3.Min(low, p);
            high = Vector3.Max(high, p);
        }

        return new Bounds3(low, high);
    }

    /// <summary>The box round two boxes.</summary>
    public Bounds3 Union(Bounds3 other) => new(Vector3.Min(Low, other.Low), Vector3.Max(High, other.High));

    /// <summary>A box that is larger on all sides.</summary>
    public Bounds3 Grow(float margin) => new(Low - new Vector3(margin), High + new Vector3(margin));

    /// <summary>The box round the turned and moved box.</summary>
    public Bounds3 Transform(Quaternion rotation, Vector3 translation)
    {
        Span<Vector3> corners = stackalloc Vector3[8];
        for (int i = 0; i < 8; i++)
        {
            var corner = new Vector3((i & 1) == 0 ? Low.X : High.X, (i & 2) == 0 ? Low.Y : High.Y, (i & 4) == 0 ? Low.Z : High.Z);
            corners[i] = Vector3.Transform(corner, rotation) + translation;
        }

        return Of(corners);
    }
}

using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>A box that may be turned.</summary>
/// <param name="Center">Its middle.</param>
/// <param name="HalfSize">Half of its sides along its own axes, each at least 0.</param>
/// <param name="Rotation">Its own axes to the space that it stands in; a unit quaternion.</param>
public sealed record OrientedBox(Vector3 Center, Vector3 HalfSize, Quaternion Rotation)
{
    private const double Touching = 1e-9;

    private static readonly (int Axis, int Sign)[] Sides = [(0, 1), (0, -1), (1, 1), (1, -1), (2, 1), (2, -1)];

    /// <summary>Its volume.</summary>
    public double Volume => 8.0 * HalfSize.X * HalfSize.Y * HalfSize.Z;

    /// <summary>The box around a mesh along the axes of object space, placed by a pose.</summary>
    /// <param name="mesh">The mesh in object space.</param>
    /// <param name="pose">Where it stands.</param>
    /// <exception cref="EvaluationException">The mesh has no triangle, or a corner that is not finite.</exception>
    public static OrientedBox Around(TriangleMesh mesh, ObjectPose pose)
    {
        ArgumentNullException.ThrowIfNull(pose);
        (Vector3 low, Vector3 high) = UnitCube.Bounds(mesh);
        return new OrientedBox(pose.Apply((low + high) / 2), (high - low) / 2 * pose.Scale, pose.Rotation);
    }

    /// <summary>The box around a placed mesh along the axes of camera space.</summary>
    /// <param name="mesh">The mesh in object space.</param>
    /// <param name="pose">Where it stands.</param>
    /// <exception cref="EvaluationException">The mesh has no triangle, or a corner that is not finite.</exception>
    public static OrientedBox AlongCameraAxes(TriangleMesh mesh, ObjectPose pose)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentNullException.ThrowIfNull(pose);
        (Vector3 low, Vector3 high) = UnitCube.Bounds(new TriangleMesh(Array.ConvertAll(mesh.Positions, pose.Apply), mesh.Indices));
        return new OrientedBox((low + high) / 2, (high - low) / 2, Quaternion.Identity);
    }

    /// <summary>Volume of the intersection over that of the union, 0 to 1; 0 when both boxes are flat.</summary>
    /// <param name="other">The other box.</param>
    public double IoU(OrientedBox other)
    {
        ArgumentNullException.ThrowIfNull(other);
        double both = Math.Max(0, Intersection(other)), union = Volume + other.Volume - both;
        return union > 0 ? Math.Clamp(both / union, 0, 1) : 0;
    }

    /// <summary>
    /// Volume of the intersection by the divergence theorem. Its surface is the part of this box's sides that lies inside of the other box, and the part of the other's sides that lies inside of
    /// this one; sides that lie in one plane and face one way are counted once.
    /// </summary>
    internal double Intersection(OrientedBox other)
    {
        Side[] mine = SidesFrom(Center), others = other.SidesFrom(Center);
        double scale = mine.Concat(others).Max(s => Math.Abs(s.Offset)), tolerance = Touching * Math.Max(scale, double.Epsilon);
        double sum = 0;
        foreach (Side side in mine)
        {
            sum += side.Offset * AreaInside(side, others, tolerance) / 3;
        }

        foreach (Side side in others)
        {
            if (!mine.Any(m => (m.Normal - side.Normal).Length < 1e-7 && Math.Abs(m.Offset - side.Offset) < 1e-7 * scale))
            {
                sum += side.Offset * AreaInside(side, mine, tolerance) / 3;
            }
        }

        return sum;
    }

    private Side[] SidesFrom(Vector3 origin)
    {
        Double3[] axes =
        [
            Double3.Of(Vector3.Transform(Vector3.UnitX, Rotation)),
            Double3.Of(Vector3.Transform(Vector3.UnitY, Rotation)),
            Double3.Of(Vector3.Transform(Vector3.UnitZ, Rotation)),
        ];
        Double3 middle = Double3.Of(Center) - Double3.Of(origin);
        return [.. Sides.Select(s =>
        {
            Double3 normal = axes[s.Axis] * s.Sign, at = middle + (normal * HalfSize[s.Axis]);
            Double3 u = axes[(s.Axis + 1) % 3] * HalfSize[(s.Axis + 1) % 3], v = axes[(s.Axis + 2) % 3] * HalfSize[(s.Axis + 2) % 3];
            return new Side(normal, normal.Dot(at), [at + u + v, at - u + v, at - u - v, at + u - v]);
        })];
    }

    // Sutherland and Hodgman: one plane after the other cuts the polygon.
    private static double AreaInside(Side side, Side[] planes, double tolerance)
    {
        List<Double3> polygon = [.. side.Corners];
        foreach (Side plane in planes)
        {
            var kept = new List<Double3>();
            for (int i = 0; i < polygon.Count; i++)
            {
                Double3 at = polygon[i], next = polygon[(i + 1) % polygon.Count];
                double here = plane.Normal.Dot(at) - plane.Offset, there = plane.Normal.Dot(next) - plane.Offset;
                if (here <= tolerance)
                {
                    kept.Add(at);
                }

                if ((here <= tolerance) != (there <= tolerance))
                {
                    kept.Add(at + ((next - at) * (here / (here - there))));
                }
            }

            polygon = kept;
        }

        Double3 sum = default;
        for (int i = 1; i + 1 < polygon.Count; i++)
        {
            sum += (polygon[i] - polygon[0]).Cross(polygon[i + 1] - polygon[0]);
        }

        return sum.Length / 2;
    }

    private sealed record Side(Double3 Normal, double Offset, Double3[] Corners);

    private readonly record struct Double3(double X, double Y, double Z)
    {
        public double Length => Math.Sqrt(Dot(this));

        public static Double3 Of(Vector3 v) => new(v.X, v.Y, v.Z);

        public static Double3 operator +(Double3 a, Double3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

        public static Double3 operator -(Double3 a, Double3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

        public static Double3 operator *(Double3 a, double s) => new(a.X * s, a.Y * s, a.Z * s);

        public double Dot(Double3 o) => (X * o.X) + (Y * o.Y) + (Z * o.Z);

        public Double3 Cross(Double3 o) => new((Y * o.Z) - (Z * o.Y), (Z * o.X) - (X * o.Z), (X * o.Y) - (Y * o.X));
    }
}

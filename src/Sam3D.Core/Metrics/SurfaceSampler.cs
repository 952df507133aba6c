using System.Numerics;
using Sam3D.Tensors;

namespace Sam3D.Metrics;

/// <summary>Takes points from the surface of a mesh, as many of each part as its area says.</summary>
/// <remarks>
/// The total area is cut into as many equal pieces as there are points, in the order of the triangles, and each piece gives one point at a random place. So
/// every place is equally likely, the numbers of points of two parts differ from their areas' ratio by less than with independent points, and points that follow
/// each other lie near each other. The same seed gives the same points. A triangle without area, or with a corner that is not finite, gives none.
/// </remarks>
public static class SurfaceSampler
{
    /// <summary>The most points of one sample.</summary>
    public const int MaxPoints = 16_000_000;

    /// <summary>Takes points.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="count">Number of points, 1 to <see cref="MaxPoints"/>.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="EvaluationException">The mesh has no triangle with an area.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of points is out of range.</exception>
    public static SurfaceSample Sample(TriangleMesh mesh, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxPoints);
        double[] sums = CumulativeAreas(mesh);
        double total = sums.Length == 0 ? 0 : sums[^1];
        if (!(total > 0) || !double.IsFinite(total))
        {
            throw new EvaluationException(
                $"The mesh of {mesh.TriangleCount} triangles has no surface to take points from (total area {total}): give a mesh with triangles of finite corners and some area.");
        }

        float[][] random = [new float[count], new float[count], new float[count]];
        Parallel.For(0, random.Length, stream => Philox.FillUniform(random[stream], seed, (uint)stream));
        Vector3[] points = new Vector3[count], normals = new Vector3[count];
        int triangle = 0, last = LastWithArea(sums);
        for (int i = 0; i < count; i++)
        {
            double place = (i + (double)random[0][i]) / count * total;
            while (triangle < last && sums[triangle] <= place)
            {
                triangle++;
            }

            float u = random[1][i], v = random[2][i];
            if (u + v > 1)
            {
                (u, v) = (1 - u, 1 - v);
            }

            (Vector3 a, Vector3 b, Vector3 c) = Corners(mesh, triangle);
            points[i] = a + (u * (b - a)) + (v * (c - a));
            normals[i] = UnitNormal(a, b, c);
        }

        return new SurfaceSample(points, normals);
    }

    private static double[] CumulativeAreas(TriangleMesh mesh)
    {
        double[] sums = new double[mesh.TriangleCount];
        double sum = 0;
        for (int t = 0; t < sums.Length; t++)
        {
            (Vector3 a, Vector3 b, Vector3 c) = Corners(mesh, t);
            double area = DoubleArea(a, b, c) / 2;
            sum += double.IsFinite(area) ? area : 0;
            sums[t] = sum;
        }

        return sums;
    }

    private static int LastWithArea(double[] sums)
    {
        int last = sums.Length - 1;
        while (last > 0 && sums[last - 1] == sums[^1])
        {
            last--;
        }

        return last;
    }

    private static (Vector3 A, Vector3 B, Vector3 C) Corners(TriangleMesh mesh, int triangle)
    {
        ReadOnlySpan<int> corners = mesh.Indices.AsSpan(3 * triangle, 3);
        return (mesh.Positions[corners[0]], mesh.Positions[corners[1]], mesh.Positions[corners[2]]);
    }

    private static double DoubleArea(Vector3 a, Vector3 b, Vector3 c)
    {
        (double x, double y, double z) = Cross(a, b, c);
        return Math.Sqrt((x * x) + (y * y) + (z * z));
    }

    private static Vector3 UnitNormal(Vector3 a, Vector3 b, Vector3 c)
    {
        (double x, double y, double z) = Cross(a, b, c);
        double length = Math.Sqrt((x * x) + (y * y) + (z * z));
        return new Vector3((float)(x / length), (float)(y / length), (float)(z / length));
    }

    // In double precision, so that slivers keep an area and a direction.
    private static (double X, double Y, double Z) Cross(Vector3 a, Vector3 b, Vector3 c)
    {
        double ux = (double)b.X - a.X, uy = (double)b.Y - a.Y, uz = (double)b.Z - a.Z;
        double vx = (double)c.X - a.X, vy = (double)c.Y - a.Y, vz = (double)c.Z - a.Z;
        return ((uy * vz) - (uz * vy), (uz * vx) - (ux * vz), (ux * vy) - (uy * vx));
    }
}

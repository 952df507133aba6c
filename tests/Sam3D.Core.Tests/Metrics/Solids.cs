using System.Numerics;

namespace Sam3D.Core.Tests.Metrics;

/// <summary>Closed meshes whose measures are known.</summary>
internal static class Solids
{
    /// <summary>A box with outward triangles.</summary>
    public static TriangleMesh Box(Vector3 low, Vector3 high)
    {
        Vector3[] corners = [.. Enumerable.Range(0, 8).Select(i => new Vector3(
            (i & 1) == 0 ? low.X : high.X, (i & 2) == 0 ? low.Y : high.Y, (i & 4) == 0 ? low.Z : high.Z))];
        return new TriangleMesh(corners, [
            0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5]);
    }

    /// <summary>A box around the origin, turned and moved.</summary>
    public static TriangleMesh Box(Vector3 half, Quaternion rotation, Vector3 center = default) => Map(Box(-half, half), p => Vector3.Transform(p, rotation) + center);

    /// <summary>A sphere of many triangles.</summary>
    public static TriangleMesh Sphere(float radius, int rings = 96)
    {
        int around = 2 * rings;
        var positions = new List<Vector3>();
        var indices = new List<int>();
        for (int r = 0; r <= rings; r++)
        {
            for (int a = 0; a < around; a++)
            {
                double polar = Math.PI * r / rings, turn = 2 * Math.PI * a / around;
                positions.Add(new Vector3((float)(Math.Sin(polar) * Math.Cos(turn)), (float)(Math.Sin(polar) * Math.Sin(turn)), (float)Math.Cos(polar)) * radius);
                if (r < rings)
                {
                    int p = (r * around) + a, q = (r * around) + ((a + 1) % around);
                    indices.AddRange([p, p + around, q + around, p, q + around, q]);
                }
            }
        }

        return new TriangleMesh([.. positions], [.. indices]);
    }

    /// <summary>A square of side 2 at a height.</summary>
    public static TriangleMesh Plane(float z) => new(
        [new(-1, -1, z), new(1, -1, z), new(1, 1, z), new(-1, 1, z)], [0, 1, 2, 0, 2, 3]);

    /// <summary>Without any symmetry: an L with a peg.</summary>
    public static TriangleMesh Bracket()
    {
        TriangleMesh[] parts = [Box(new(-1, -0.3f, -0.6f), new(1, 0.3f, -0.3f)), Box(new(-1, -0.3f, -0.3f), new(-0.6f, 0.3f, 0.7f)), Box(new(0.4f, 0.3f, -0.5f), new(0.6f, 0.8f, -0.4f))];
        return Join(parts);
    }

    public static TriangleMesh Join(params TriangleMesh[] parts)
    {
        var positions = new List<Vector3>();
        var indices = new List<int>();
        foreach (TriangleMesh part in parts)
        {
            indices.AddRange(part.Indices.Select(i => i + positions.Count));
            positions.AddRange(part.Positions);
        }

        return new TriangleMesh([.. positions], [.. indices]);
    }

    public static TriangleMesh Map(TriangleMesh mesh, Func<Vector3, Vector3> map) =>
        new(Array.ConvertAll(mesh.Positions, p => map(p)), mesh.Indices);
}

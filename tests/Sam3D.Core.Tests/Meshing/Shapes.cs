using System.Numerics;

namespace Sam3D.Core.Tests.Meshing;

/// <summary>Analytic shapes sampled as logits, and what networks make of them: steep and saturated.</summary>
internal static class Shapes
{
    /// <summary>Logits of a signed distance (negative inside): 10 a voxel, at most ±20.</summary>
    public static OccupancyGrid Sample(int resolution, Func<Vector3, float> distance)
    {
        float[] logits = new float[resolution * resolution * resolution];
        for (int i = 0; i < logits.Length; i++)
        {
            var cell = new Vector3(i / (resolution * resolution), i / resolution % resolution, i % resolution);
            Vector3 center = ((cell + new Vector3(0.5f)) / resolution) - new Vector3(0.5f);
            logits[i] = Math.Clamp(-10f * resolution * distance(center), -20f, 20f);
        }

        return new OccupancyGrid(resolution, logits);
    }

    public static float Sphere(Vector3 p, float radius) => p.Length() - radius;

    public static float Box(Vector3 p, Vector3 half)
    {
        Vector3 q = Vector3.Abs(p) - half;
        return Vector3.Max(q, Vector3.Zero).Length() + Math.Min(Math.Max(q.X, Math.Max(q.Y, q.Z)), 0);
    }

    public static float Torus(Vector3 p, float major, float minor) =>
        new Vector2(new Vector2(p.X, p.Y).Length() - major, p.Z).Length() - minor;

    /// <summary>A tetrahedron with outward triangles.</summary>
    public static TriangleMesh Tetrahedron(Vector3[]? colors = null, bool normals = false)
    {
        Vector3[] positions = [Vector3.Zero, Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ];
        int[] indices = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3];
        return new TriangleMesh(
            positions, indices, normals ? Sam3D.Meshing.VertexNormals.Compute(positions, indices) : null, colors);
    }
}

using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Training.Data.Samples;

/// <summary>Spreads points over a mesh: a number for each triangle by its area, placed by an additive sequence of low discrepancy.</summary>
internal static class SurfaceScatter
{
    // Fractions of the plastic number, the root of x³ = x + 1: the two-dimensional relative of the golden ratio.
    private const float StepU = 0.7548777f, StepV = 0.5698403f;
    private const int MaxPointsOfTriangle = 1 << 20;

    /// <summary>Takes a point of the surface.</summary>
    public delegate void Visitor(int triangle, Vector2 weights, Vector3 position, float area);

    /// <summary>Visits points that are about <paramref name="spacing"/> apart, at least one on each triangle that has an area.</summary>
    public static void Visit(TriangleMesh mesh, float spacing, Visitor visit)
    {
        float cell = spacing * spacing;
        for (int t = 0; t < mesh.TriangleCount; t++)
        {
            (Vector3 a, Vector3 b, Vector3 c) = Corners(mesh, t);
            float area = Area(a, b, c);
            if (!(area > 0))
            {
                continue;
            }

            int count = (int)Math.Clamp(MathF.Ceiling(area / cell), 1, MaxPointsOfTriangle);
            float u = count == 1 ? 1f / 3 : 0.5f, v = u;
            for (int i = 0; i < count; i++)
            {
                Vector2 weights = u + v > 1 ? new Vector2(1 - u, 1 - v) : new Vector2(u, v);
                visit(t, weights, a + ((b - a) * weights.X) + ((c - a) * weights.Y), area / count);
                u += StepU;
                v += StepV;
                u -= MathF.Floor(u);
                v -= MathF.Floor(v);
            }
        }
    }

    /// <summary>Draws points with equal probability for equal areas.</summary>
    public static SurfaceSamples Draw(TexturedMesh mesh, int count, SampleRandom random)
    {
        TriangleMesh shape = mesh.Mesh;
        double[] sums = new double[shape.TriangleCount];
        double total = 0;
        for (int t = 0; t < sums.Length; t++)
        {
            (Vector3 a, Vector3 b, Vector3 c) = Corners(shape, t);
            float area = Area(a, b, c);
            sums[t] = total += float.IsFinite(area) ? area : 0;
        }

        var (positions, normals, colors) = (new Vector3[count], new Vector3[count], new Vector3[count]);
        for (int i = 0; i < count; i++)
        {
            // One point in each of as many equal shares of the area.
            double target = (i + random.Next()) / count * total;
            int found = Array.BinarySearch(sums, target), t = Math.Min(found < 0 ? ~found : found, sums.Length - 1);
            float u = random.Next(), v = random.Next();
            Vector2 weights = u + v > 1 ? new Vector2(1 - u, 1 - v) : new Vector2(u, v);
            (Vector3 a, Vector3 b, Vector3 c) = Corners(shape, t);
            positions[i] = a + ((b - a) * weights.X) + ((c - a) * weights.Y);
            normals[i] = NormalAt(mesh, t, weights);
            colors[i] = mesh.ColorAt(t, weights);
        }

        return new SurfaceSamples(positions, normals, colors);
    }

    /// <summary>The smooth normal at a place on a triangle.</summary>
    public static Vector3 NormalAt(TexturedMesh mesh, int triangle, Vector2 weights)
    {
        ReadOnlySpan<int> corners = mesh.Mesh.Indices.AsSpan(3 * triangle, 3);
        Vector3[] normals = mesh.Normals;
        return Meshing.VertexNormals.Normalize(
            (normals[corners[0]] * (1 - weights.X - weights.Y)) + (normals[corners[1]] * weights.X) + (normals[corners[2]] * weights.Y));
    }

    private static (Vector3 A, Vector3 B, Vector3 C) Corners(TriangleMesh mesh, int triangle) =>
        (mesh.Positions[mesh.Indices[3 * triangle]], mesh.Positions[mesh.Indices[(3 * triangle) + 1]], mesh.Positions[mesh.Indices[(3 * triangle) + 2]]);

    private static float Area(Vector3 a, Vector3 b, Vector3 c) => Vector3.Cross(b - a, c - a).Length() / 2;
}

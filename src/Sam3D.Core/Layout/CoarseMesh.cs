using System.Numerics;
using Sam3D.Metrics;

namespace Sam3D.Layout;

/// <summary>Makes a mesh coarser for silhouettes: corners in one cell of a grid become their mean, and triangles that lose a corner go.</summary>
internal static class CoarseMesh
{
    private const int FinestGrid = 96, CoarsestGrid = 8;

    /// <summary>The mesh with at most so many triangles, or on the coarsest grid.</summary>
    /// <param name="mesh">The mesh; comes back as it is where it is small enough.</param>
    /// <param name="maxTriangles">Triangles at most.</param>
    public static TriangleMesh Of(TriangleMesh mesh, int maxTriangles)
    {
        TriangleMesh result = mesh;
        for (int grid = FinestGrid; result.TriangleCount > maxTriangles && grid >= CoarsestGrid; grid = grid * 3 / 4)
        {
            result = Cluster(mesh, grid);
        }

        return result;
    }

    /// <summary>Merges on a grid of so many cells along the longest side.</summary>
    internal static TriangleMesh Cluster(TriangleMesh mesh, int grid)
    {
        (Vector3 low, Vector3 high) = MeshBox.Of(mesh);
        Vector3 size = high - low;
        float cell = Math.Max(Math.Max(size.X, size.Y), Math.Max(size.Z, 1e-20f)) / grid;
        var numbers = new Dictionary<(int X, int Y, int Z), int>();
        var sums = new List<Vector3>();
        var counts = new List<int>();
        int[] of = new int[mesh.Positions.Length];
        for (int v = 0; v < of.Length; v++)
        {
            Vector3 at = (mesh.Positions[v] - low) / cell;
            var key = ((int)at.X, (int)at.Y, (int)at.Z);
            if (!numbers.TryGetValue(key, out int number))
            {
                numbers.Add(key, number = sums.Count);
                sums.Add(Vector3.Zero);
                counts.Add(0);
            }

            sums[number] += mesh.Positions[v] - low;
            counts[number]++;
            of[v] = number;
        }

        var seen = new HashSet<(int, int, int)>();
        var indices = new List<int>();
        for (int t = 0; t < mesh.Indices.Length; t += 3)
        {
            int a = of[mesh.Indices[t]], b = of[mesh.Indices[t + 1]], c = of[mesh.Indices[t + 2]];
            if (a != b && b != c && c != a)
            {
                // A silhouette needs a triangle once, whichever way it faces.
                int least = Math.Min(a, Math.Min(b, c)), most = Math.Max(a, Math.Max(b, c));
                if (seen.Add((least, a + b + c - least - most, most)))
                {
                    indices.AddRange([a, b, c]);
                }
            }
        }

        return new TriangleMesh([.. sums.Select((sum, i) => low + (sum / counts[i]))], [.. indices]);
    }
}

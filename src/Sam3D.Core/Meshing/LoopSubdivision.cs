using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>
/// Splits every triangle into four on a smoother surface (Loop, <i>Smooth subdivision surfaces based on triangles</i>, 1987, with
/// the weights of Warren, 1995).
/// </summary>
public static class LoopSubdivision
{
    /// <summary>Subdivides a manifold mesh once; vertices on open edges stay, new ones there are midpoints.</summary>
    /// <param name="mesh">A manifold mesh; colours are carried over by the same weights as positions.</param>
    /// <returns>
    /// V + E vertices, the old ones first, and four times the triangles; smooth normals. Topology stays as it was. A closed mesh
    /// shrinks a little, as the limit surface lies inside of its control mesh where that is convex.
    /// </returns>
    public static TriangleMesh Subdivide(TriangleMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        int vertexCount = mesh.Positions.Length;
        int[] edgeOf = new int[mesh.Indices.Length]; // the edge from corner t to the next corner of its triangle
        List<Edge> edges = CollectEdges(mesh.Indices, edgeOf);

        Vector3[] positions = Refine(mesh.Positions, edges);
        Vector3[]? colors = mesh.Colors is null ? null : Refine(mesh.Colors, edges);
        int[] indices = new int[4 * mesh.Indices.Length];
        for (int t = 0, o = 0; t < mesh.Indices.Length; t += 3, o += 12)
        {
            int a = mesh.Indices[t], b = mesh.Indices[t + 1], c = mesh.Indices[t + 2];
            int ab = vertexCount + edgeOf[t], bc = vertexCount + edgeOf[t + 1], ca = vertexCount + edgeOf[t + 2];
            ReadOnlySpan<int> triangles = [a, ab, ca, b, bc, ab, c, ca, bc, ab, bc, ca];
            triangles.CopyTo(indices.AsSpan(o));
        }

        return new TriangleMesh(positions, indices, VertexNormals.Compute(positions, indices), colors);
    }

    private static List<Edge> CollectEdges(int[] indices, int[] edgeOf)
    {
        var edges = new List<Edge>(indices.Length / 2);
        var numbers = new Dictionary<(int, int), int>(indices.Length / 2);
        for (int t = 0; t < indices.Length; t++)
        {
            int first = t - (t % 3);
            int a = indices[t], b = indices[first + ((t + 1) % 3)], opposite = indices[first + ((t + 2) % 3)];
            (int, int) key = a < b ? (a, b) : (b, a);
            if (numbers.TryGetValue(key, out int number))
            {
                edges[number] = edges[number] with { Opposite2 = opposite };
            }
            else
            {
                number = edges.Count;
                numbers.Add(key, number);
                edges.Add(new Edge(key.Item1, key.Item2, opposite, -1));
            }

            edgeOf[t] = number;
        }

        return edges;
    }

    private static Vector3[] Refine(Vector3[] values, List<Edge> edges)
    {
        Vector3[] sums = new Vector3[values.Length];
        int[] valences = new int[values.Length];
        bool[] open = new bool[values.Length];
        Vector3[] refined = new Vector3[values.Length + edges.Count];
        for (int e = 0; e < edges.Count; e++)
        {
            (int a, int b, int c, int d) = edges[e];
            bool isOpen = d < 0;
            refined[values.Length + e] = isOpen
                ? (values[a] + values[b]) / 2
                : ((values[a] + values[b]) * 0.375f) + ((values[c] + values[d]) * 0.125f);
            sums[a] += values[b];
            sums[b] += values[a];
            valences[a]++;
            valences[b]++;
            open[a] |= isOpen;
            open[b] |= isOpen;
        }

        for (int v = 0; v < values.Length; v++)
        {
            float weight = valences[v] == 3 ? 3f / 16f : 3f / (8f * Math.Max(1, valences[v]));
            refined[v] = open[v] || valences[v] == 0 ? values[v] : (values[v] * (1 - (valences[v] * weight))) + (sums[v] * weight);
        }

        return refined;
    }

    private readonly record struct Edge(int A, int B, int Opposite1, int Opposite2);
}

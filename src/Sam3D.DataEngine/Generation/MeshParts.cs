namespace Sam3D.DataEngine;

/// <summary>Connectedness of a mesh. Vertices at the same place are one.</summary>
internal static class MeshParts
{
    /// <summary>Triangles of the largest connected part over all triangles; 0 for an empty mesh.</summary>
    public static double LargestShare(TriangleMesh mesh)
    {
        int[] vertices = Welded(mesh);
        int[] parents = [.. Enumerable.Range(0, mesh.Positions.Length)];
        for (int t = 0; t < vertices.Length; t += 3)
        {
            parents[Root(parents, vertices[t])] = Root(parents, vertices[t + 1]);
            parents[Root(parents, vertices[t + 1])] = Root(parents, vertices[t + 2]);
        }

        var counts = new Dictionary<int, int>();
        for (int t = 0; t < vertices.Length; t += 3)
        {
            int root = Root(parents, vertices[t]);
            counts[root] = counts.GetValueOrDefault(root) + 1;
        }

        return counts.Count == 0 ? 0 : (double)counts.Values.Max() / mesh.TriangleCount;
    }

    /// <summary>Edges of exactly two triangles over all edges; 0 for an empty mesh.</summary>
    public static double ClosedShare(TriangleMesh mesh)
    {
        int[] vertices = Welded(mesh);
        var edges = new Dictionary<(int, int), int>();
        for (int i = 0; i < vertices.Length; i++)
        {
            int a = vertices[i], b = vertices[i % 3 == 2 ? i - 2 : i + 1];
            (int, int) edge = (Math.Min(a, b), Math.Max(a, b));
            edges[edge] = edges.GetValueOrDefault(edge) + 1;
        }

        return edges.Count == 0 ? 0 : (double)edges.Values.Count(n => n == 2) / edges.Count;
    }

    private static int[] Welded(TriangleMesh mesh)
    {
        var first = new Dictionary<System.Numerics.Vector3, int>();
        int[] same = new int[mesh.Positions.Length];
        for (int v = 0; v < same.Length; v++)
        {
            same[v] = first.TryGetValue(mesh.Positions[v], out int other) ? other : first[mesh.Positions[v]] = v;
        }

        return [.. mesh.Indices.Select(i => same[i])];
    }

    private static int Root(int[] parents, int vertex)
    {
        while (parents[vertex] != vertex)
        {
            vertex = parents[vertex] = parents[parents[vertex]];
        }

        return vertex;
    }
}

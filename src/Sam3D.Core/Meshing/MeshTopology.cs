using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>What can be counted and measured on a triangle mesh.</summary>
public sealed record MeshTopology
{
    /// <summary>Vertices that belong to a triangle.</summary>
    public required int VertexCount { get; init; }

    /// <summary>Undirected edges.</summary>
    public required int EdgeCount { get; init; }

    /// <summary>Triangles.</summary>
    public required int TriangleCount { get; init; }

    /// <summary>Pieces that no edge connects.</summary>
    public required int ComponentCount { get; init; }

    /// <summary>Edges that do not belong to exactly one triangle in each direction.</summary>
    public required int OpenEdgeCount { get; init; }

    /// <summary>Edges that belong to more than two triangles.</summary>
    public required int NonManifoldEdgeCount { get; init; }

    /// <summary>Vertices whose triangles do not form one fan.</summary>
    public required int NonManifoldVertexCount { get; init; }

    /// <summary>Signed volume, cubed units of the positions; positive when triangles are counter-clockwise seen from outside.</summary>
    public required double Volume { get; init; }

    /// <summary>Surface area, squared units of the positions.</summary>
    public required double Area { get; init; }

    /// <summary>Vertices − edges + triangles: 2 for each sphere, 0 for each torus.</summary>
    public int EulerNumber => VertexCount - EdgeCount + TriangleCount;

    /// <summary>Whether every edge belongs to exactly one triangle in each direction: watertight and consistently oriented.</summary>
    public bool IsClosed => OpenEdgeCount == 0;

    /// <summary>Whether every edge has at most two triangles and the triangles of every vertex form one fan.</summary>
    public bool IsManifold => NonManifoldEdgeCount == 0 && NonManifoldVertexCount == 0;

    /// <summary>Measures a mesh; O(n log n).</summary>
    /// <param name="mesh">Any mesh.</param>
    public static MeshTopology Of(TriangleMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        int[] indices = mesh.Indices;
        (int edges, int open, int nonManifold) = CountEdges(indices);
        int[] labels = MeshComponents.Label(mesh.Positions.Length, indices, 3).Labels;
        double volume = 0, area = 0;
        for (int t = 0; t < indices.Length; t += 3)
        {
            Vector3 a = mesh.Positions[indices[t]], b = mesh.Positions[indices[t + 1]], c = mesh.Positions[indices[t + 2]];
            volume += Vector3.Dot(a, Vector3.Cross(b, c)) / 6.0;
            area += Vector3.Cross(b - a, c - a).Length() / 2.0;
        }

        return new MeshTopology
        {
            VertexCount = indices.Distinct().Count(),
            EdgeCount = edges,
            TriangleCount = mesh.TriangleCount,
            ComponentCount = indices.Select(v => labels[v]).Distinct().Count(),
            OpenEdgeCount = open,
            NonManifoldEdgeCount = nonManifold,
            NonManifoldVertexCount = CountNonManifoldVertices(mesh.Positions.Length, indices),
            Volume = volume,
            Area = area,
        };
    }

    private static (int Edges, int Open, int NonManifold) CountEdges(int[] indices)
    {
        // The lowest bit is the direction; sorting puts both directions of an edge side by side.
        ulong[] keys = new ulong[indices.Length];
        for (int t = 0; t < indices.Length; t++)
        {
            int a = indices[t], b = indices[t % 3 == 2 ? t - 2 : t + 1];
            keys[t] = ((ulong)Math.Min(a, b) << 32) | ((ulong)Math.Max(a, b) << 1) | (a < b ? 0u : 1u);
        }

        Array.Sort(keys);
        int edges = 0, open = 0, nonManifold = 0;
        for (int i = 0; i < keys.Length;)
        {
            int end = i, forward = 0;
            for (; end < keys.Length && keys[end] >> 1 == keys[i] >> 1; end++)
            {
                forward += (keys[end] & 1) == 0 ? 1 : 0;
            }

            edges++;
            open += end - i == 2 && forward == 1 ? 0 : 1;
            nonManifold += end - i > 2 ? 1 : 0;
            i = end;
        }

        return (edges, open, nonManifold);
    }

    // The triangles at a vertex form one fan exactly when the edges opposite to it connect all of its neighbours to one path
    // or one cycle: each neighbour on at most two of them, all in one piece, at most one of the pieces open.
    private static int CountNonManifoldVertices(int vertexCount, int[] indices)
    {
        var links = new List<(int From, int To)>[vertexCount];
        for (int t = 0; t < indices.Length; t++)
        {
            int first = t - (t % 3);
            (links[indices[t]] ??= []).Add((indices[first + ((t + 1) % 3)], indices[first + ((t + 2) % 3)]));
        }

        int count = 0;
        foreach (List<(int From, int To)>? link in links)
        {
            count += link is not null && !IsFan(link) ? 1 : 0;
        }

        return count;
    }

    private static bool IsFan(List<(int From, int To)> link)
    {
        var next = new Dictionary<int, int>();
        var ends = new HashSet<int>();
        foreach ((int from, int to) in link)
        {
            if (!next.TryAdd(from, to) || !ends.Add(to))
            {
                return false;
            }
        }

        // Walk from the open end if there is one; all of the link must be reached.
        int start = link[0].From;
        foreach ((int from, int _) in link)
        {
            start = ends.Contains(from) ? start : from;
        }

        int at = start, steps = 0;
        while (next.Remove(at, out int to))
        {
            at = to;
            steps++;
        }

        return steps == link.Count;
    }
}

namespace Sam3D.Meshing;

/// <summary>The vertices that each vertex of a mesh shares an edge with: one list for all, ascending within a vertex.</summary>
internal sealed class VertexGraph
{
    private readonly int[] _starts;
    private readonly int[] _neighbours;

    private VertexGraph(int[] starts, int[] neighbours)
    {
        _starts = starts;
        _neighbours = neighbours;
    }

    /// <summary>Number of vertices.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The neighbours of a vertex.</summary>
    public ReadOnlySpan<int> this[int vertex] => _neighbours.AsSpan(_starts[vertex].._starts[vertex + 1]);

    /// <summary>Collects the edges of faces.</summary>
    /// <param name="vertexCount">Number of vertices.</param>
    /// <param name="faces">Vertex indices, face after face.</param>
    /// <param name="size">Vertices a face, 3 or 4.</param>
    public static VertexGraph FromFaces(int vertexCount, ReadOnlySpan<int> faces, int size)
    {
        int[] starts = new int[vertexCount + 1];
        foreach (int v in faces)
        {
            starts[v + 1] += 2;
        }

        for (int v = 0; v < vertexCount; v++)
        {
            starts[v + 1] += starts[v];
        }

        int[] next = starts[..vertexCount];
        int[] raw = new int[starts[vertexCount]];
        for (int f = 0; f < faces.Length; f += size)
        {
            for (int i = 0; i < size; i++)
            {
                int a = faces[f + i], b = faces[f + ((i + 1) % size)];
                raw[next[a]++] = b;
                raw[next[b]++] = a;
            }
        }

        // Sort each list and keep one of each.
        int write = 0;
        for (int v = 0; v < vertexCount; v++)
        {
            Span<int> list = raw.AsSpan(starts[v]..next[v]);
            list.Sort();
            starts[v] = write;
            int last = -1;
            foreach (int n in list)
            {
                if (n != last)
                {
                    raw[write++] = last = n;
                }
            }
        }

        starts[vertexCount] = write;
        return new VertexGraph(starts, raw[..write]);
    }
}

using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>The pieces of a mesh that no edge connects.</summary>
internal static class MeshComponents
{
    /// <summary>Gives every vertex the number of its piece; pieces are numbered by their first vertex.</summary>
    /// <param name="vertexCount">Number of vertices; one without a face is a piece of its own.</param>
    /// <param name="faces">Vertex indices, face after face.</param>
    /// <param name="size">Vertices a face.</param>
    public static (int[] Labels, int Count) Label(int vertexCount, ReadOnlySpan<int> faces, int size)
    {
        int[] parent = new int[vertexCount];
        for (int v = 0; v < vertexCount; v++)
        {
            parent[v] = v;
        }

        for (int f = 0; f < faces.Length; f += size)
        {
            for (int i = 1; i < size; i++)
            {
                int a = Find(parent, faces[f]), b = Find(parent, faces[f + i]);
                parent[Math.Max(a, b)] = Math.Min(a, b);
            }
        }

        // Every root is the smallest vertex of its piece, so it is numbered before its members.
        int count = 0;
        int[] labels = new int[vertexCount];
        for (int v = 0; v < vertexCount; v++)
        {
            int root = Find(parent, v);
            labels[v] = root == v ? count++ : labels[root];
        }

        return (labels, count);
    }

    /// <summary>Leaves out pieces with fewer faces than a fraction of the largest one's; the order of the rest stays.</summary>
    public static (Vector3[] Positions, int[] Faces) DropSmall(Vector3[] positions, int[] faces, int size, float fraction)
    {
        (int[] labels, int count) = Label(positions.Length, faces, size);
        int[] sizes = new int[count];
        for (int f = 0; f < faces.Length; f += size)
        {
            sizes[labels[faces[f]]]++;
        }

        if (count == 0 || sizes.Min() >= fraction * sizes.Max())
        {
            return (positions, faces);
        }

        float least = fraction * sizes.Max();
        int[] renumbered = new int[positions.Length];
        var keptPositions = new List<Vector3>(positions.Length);
        for (int v = 0; v < positions.Length; v++)
        {
            renumbered[v] = keptPositions.Count;
            if (sizes[labels[v]] >= least)
            {
                keptPositions.Add(positions[v]);
            }
        }

        var keptFaces = new List<int>(faces.Length);
        foreach (int v in faces)
        {
            if (sizes[labels[v]] >= least)
            {
                keptFaces.Add(renumbered[v]);
            }
        }

        return ([.. keptPositions], [.. keptFaces]);
    }

    private static int Find(int[] parent, int v)
    {
        while (parent[v] != v)
        {
            v = parent[v] = parent[parent[v]];
        }

        return v;
    }
}

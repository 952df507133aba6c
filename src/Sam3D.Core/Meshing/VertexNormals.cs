using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>Smooth vertex normals.</summary>
public static class VertexNormals
{
    /// <summary>Averages the normals of each vertex's triangles, weighted by their areas.</summary>
    /// <param name="positions">One position a vertex.</param>
    /// <param name="indices">Three vertices a triangle, counter-clockwise seen from outside.</param>
    /// <returns>One unit normal a vertex; (0, 0, 1) where no triangle has an area.</returns>
    public static Vector3[] Compute(ReadOnlySpan<Vector3> positions, ReadOnlySpan<int> indices)
    {
        Vector3[] normals = new Vector3[positions.Length];
        for (int t = 0; t < indices.Length; t += 3)
        {
            int a = indices[t], b = indices[t + 1], c = indices[t + 2];
            Vector3 normal = Vector3.Cross(positions[b] - positions[a], positions[c] - positions[a]); // length: twice the area
            normals[a] += normal;
            normals[b] += normal;
            normals[c] += normal;
        }

        for (int v = 0; v < normals.Length; v++)
        {
            normals[v] = Normalize(normals[v]);
        }

        return normals;
    }

    /// <summary>The unit vector of a direction, or (0, 0, 1) when it has none.</summary>
    /// <param name="direction">Any vector.</param>
    internal static Vector3 Normalize(Vector3 direction)
    {
        // Tiny triangles have squared lengths below the smallest float: scale by the largest component first.
        float largest = Math.Max(Math.Abs(direction.X), Math.Max(Math.Abs(direction.Y), Math.Abs(direction.Z)));
        return largest > 0 && float.IsFinite(largest) ? Vector3.Normalize(direction / largest) : Vector3.UnitZ;
    }
}

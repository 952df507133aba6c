using System.Numerics;

namespace Sam3D;

/// <summary>
/// An indexed triangle mesh in object space: z up, inside [-0.5, 0.5]³ unless it was placed. Triangles are counter-clockwise
/// seen from outside.
/// </summary>
public sealed class TriangleMesh
{
    /// <summary>Creates a mesh; the arrays are kept, not copied.</summary>
    /// <param name="positions">One position a vertex.</param>
    /// <param name="indices">Three vertex indices a triangle.</param>
    /// <param name="normals">One unit normal a vertex, or <see langword="null"/>.</param>
    /// <param name="colors">One linear RGB colour (0 to 1) a vertex, or <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The lengths disagree or an index is out of range.</exception>
    public TriangleMesh(Vector3[] positions, int[] indices, Vector3[]? normals = null, Vector3[]? colors = null)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(indices);
        if (indices.Length % 3 != 0)
        {
            throw new ArgumentException($"{indices.Length} indices are not a multiple of three.", nameof(indices));
        }

        foreach (int index in indices)
        {
            if ((uint)index >= (uint)positions.Length)
            {
                throw new ArgumentException($"Index {index} is outside of the {positions.Length} vertices.", nameof(indices));
            }
        }

        CheckLength(normals, positions.Length, nameof(normals));
        CheckLength(colors, positions.Length, nameof(colors));
        Positions = positions;
        Indices = indices;
        Normals = normals;
        Colors = colors;
    }

    /// <summary>One position a vertex.</summary>
    public Vector3[] Positions { get; }

    /// <summary>Three vertex indices a triangle, counter-clockwise seen from outside.</summary>
    public int[] Indices { get; }

    /// <summary>One unit normal a vertex, or <see langword="null"/>.</summary>
    public Vector3[]? Normals { get; }

    /// <summary>One linear RGB colour (0 to 1, not sRGB) a vertex, or <see langword="null"/>.</summary>
    public Vector3[]? Colors { get; }

    /// <summary>Number of triangles.</summary>
    public int TriangleCount => Indices.Length / 3;

    private static void CheckLength(Vector3[]? values, int expected, string name)
    {
        if (values is not null && values.Length != expected)
        {
            throw new ArgumentException($"{values.Length} values for {expected} vertices.", name);
        }
    }
}

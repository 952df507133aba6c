using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Meshing;

/// <summary>A surface with attributes, as FlexiCubes makes it.</summary>
/// <param name="positions">[D] dual vertices.</param>
/// <param name="indices">Three vertices a triangle.</param>
/// <param name="attributes">[D, A].</param>
/// <param name="attributeCount">A.</param>
public sealed class FlexiCubesSurface(Vector3[] positions, int[] indices, float[] attributes, int attributeCount)
{
    /// <summary>
    /// [D] dual vertices, object space: first those of cubes with one, then those of cubes with two, and so on; cubes in lexicographic
    /// order. At the grid's end there may be vertices without a triangle.
    /// </summary>
    public Vector3[] Positions { get; } = positions;

    /// <summary>Three vertices a triangle, counter-clockwise seen from outside.</summary>
    public int[] Indices { get; } = indices;

    /// <summary>[D, A] attributes, 0 to 1 (a sigmoid was applied before the interpolation).</summary>
    public float[] Attributes { get; } = attributes;

    /// <summary>Attributes of a vertex, A.</summary>
    public int AttributeCount { get; } = attributeCount;

    /// <summary>
    /// The surface as a mesh: area-weighted normals of its triangles, and, if there are three attributes or more, the first three as sRGB colours,
    /// turned into linear light. Vertices keep their order.
    /// </summary>
    /// <remarks>
    /// The official attributes 3 to 5 are a normal map; the official code reads nothing but the colours, and so does this. Vertices and indices are
    /// shared with the mesh.
    /// </remarks>
    public TriangleMesh ToMesh()
    {
        Vector3[]? colors = AttributeCount < 3 ? null : new Vector3[Positions.Length];
        for (int v = 0; v < colors?.Length; v++)
        {
            ReadOnlySpan<float> srgb = Attributes.AsSpan(v * AttributeCount, 3);
            colors[v] = new Vector3(ColorSpace.ToLinear(srgb[0]), ColorSpace.ToLinear(srgb[1]), ColorSpace.ToLinear(srgb[2]));
        }

        return new TriangleMesh(Positions, Indices, VertexNormals.Compute(Positions, Indices), colors);
    }
}

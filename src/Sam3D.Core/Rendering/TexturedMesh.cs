using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>A mesh with texture coordinates and materials.</summary>
public sealed class TexturedMesh
{
    private static readonly MeshMaterial Plain = new();
    private Vector3[]? _normals;

    /// <summary>Creates a textured mesh; the arrays are kept, not copied.</summary>
    /// <param name="mesh">Positions, triangles, and normals and linear vertex colours where there are any.</param>
    /// <param name="texCoords">One texture coordinate a vertex, (0, 0) the upper left corner; or <see langword="null"/>.</param>
    /// <param name="triangleMaterials">One index into <paramref name="materials"/> a triangle; <see langword="null"/> takes the first for all.</param>
    /// <param name="materials">The materials; <see langword="null"/> or none is plain white.</param>
    /// <exception cref="ArgumentException">The lengths disagree or an index is out of range.</exception>
    public TexturedMesh(
        TriangleMesh mesh, Vector2[]? texCoords = null, int[]? triangleMaterials = null, IReadOnlyList<MeshMaterial>? materials = null)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        materials = materials is { Count: > 0 } ? materials : [Plain];
        if (texCoords is not null && texCoords.Length != mesh.Positions.Length)
        {
            throw new ArgumentException($"{texCoords.Length} texture coordinates for {mesh.Positions.Length} vertices.", nameof(texCoords));
        }

        if (triangleMaterials is not null && triangleMaterials.Length != mesh.TriangleCount)
        {
            throw new ArgumentException($"{triangleMaterials.Length} materials for {mesh.TriangleCount} triangles.", nameof(triangleMaterials));
        }

        foreach (int material in triangleMaterials ?? [])
        {
            if ((uint)material >= (uint)materials.Count)
            {
                throw new ArgumentException($"Material {material} of {materials.Count}.", nameof(triangleMaterials));
            }
        }

        Mesh = mesh;
        TexCoords = texCoords;
        TriangleMaterials = triangleMaterials;
        Materials = materials;
    }

    /// <summary>Positions, triangles, normals, linear vertex colours.</summary>
    public TriangleMesh Mesh { get; }

    /// <summary>One texture coordinate a vertex, or <see langword="null"/>.</summary>
    public Vector2[]? TexCoords { get; }

    /// <summary>One material index a triangle, or <see langword="null"/> for the first everywhere.</summary>
    public int[]? TriangleMaterials { get; }

    /// <summary>At least one material.</summary>
    public IReadOnlyList<MeshMaterial> Materials { get; }

    /// <summary>The mesh's normals, or smooth ones where it has none; one a vertex.</summary>
    public Vector3[] Normals => _normals ??= Mesh.Normals ?? Meshing.VertexNormals.Compute(Mesh.Positions, Mesh.Indices);

    /// <summary>The material of a triangle.</summary>
    /// <param name="triangle">Its number.</param>
    public MeshMaterial MaterialOf(int triangle) => Materials[TriangleMaterials?[triangle] ?? 0];

    /// <summary>The colour at a place on a triangle: base colour × vertex colour × texture.</summary>
    /// <param name="triangle">Its number.</param>
    /// <param name="weights">Weights of the second and the third vertex.</param>
    /// <returns>Linear RGB.</returns>
    public Vector3 ColorAt(int triangle, Vector2 weights)
    {
        MeshMaterial material = MaterialOf(triangle);
        Vector3 color = material.BaseColor;
        ReadOnlySpan<int> corners = Mesh.Indices.AsSpan(3 * triangle, 3);
        float first = 1 - weights.X - weights.Y;
        if (Mesh.Colors is Vector3[] colors)
        {
            color *= (colors[corners[0]] * first) + (colors[corners[1]] * weights.X) + (colors[corners[2]] * weights.Y);
        }

        if (material.Texture is MeshTexture texture && TexCoords is Vector2[] uv)
        {
            color *= texture.Sample((uv[corners[0]] * first) + (uv[corners[1]] * weights.X) + (uv[corners[2]] * weights.Y));
        }

        return color;
    }
}

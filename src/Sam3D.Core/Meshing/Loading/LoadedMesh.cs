using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Meshing;

/// <summary>A mesh as its file has it, with texture coordinates and materials, turned so that z is up.</summary>
public sealed class LoadedMesh
{
    internal LoadedMesh(TriangleMesh mesh, Vector2[]? texCoords, int[] triangleMaterials, IReadOnlyList<LoadedMaterial> materials)
    {
        Mesh = mesh;
        TexCoords = texCoords;
        TriangleMaterials = triangleMaterials;
        Materials = materials;
    }

    /// <summary>Positions and triangles in the file's unit; linear vertex colours where the file has them.</summary>
    public TriangleMesh Mesh { get; }

    /// <summary>One texture coordinate a vertex, (0, 0) the upper left corner of the picture; <see langword="null"/> where no material has a texture.</summary>
    public Vector2[]? TexCoords { get; }

    /// <summary>One index into <see cref="Materials"/> a triangle.</summary>
    public int[] TriangleMaterials { get; }

    /// <summary>At least one material.</summary>
    public IReadOnlyList<LoadedMaterial> Materials { get; }

    /// <summary>The colour at a place on a triangle: base colour × vertex colour × texture.</summary>
    /// <param name="triangle">Its number.</param>
    /// <param name="weights">Weights of the second and third corner.</param>
    /// <returns>Linear RGB, 0 to 1.</returns>
    public Vector3 ColorAt(int triangle, Vector2 weights)
    {
        ReadOnlySpan<int> corners = Mesh.Indices.AsSpan(3 * triangle, 3);
        LoadedMaterial material = Materials[TriangleMaterials[triangle]];
        float first = 1 - weights.X - weights.Y;
        Vector3 color = material.BaseColor;
        if (Mesh.Colors is { } colors)
        {
            color *= (colors[corners[0]] * first) + (colors[corners[1]] * weights.X) + (colors[corners[2]] * weights.Y);
        }

        if (material.Texture is { } texture && TexCoords is { } uv)
        {
            color *= Sample(texture, (uv[corners[0]] * first) + (uv[corners[1]] * weights.X) + (uv[corners[2]] * weights.Y));
        }

        return color;
    }

    /// <summary>The mesh with one linear colour a vertex, in which materials and textures are taken at the vertices.</summary>
    public TriangleMesh WithVertexColors()
    {
        var colors = new Vector3[Mesh.Positions.Length];
        for (int t = 0; t < Mesh.TriangleCount; t++)
        {
            for (int corner = 0; corner < 3; corner++)
            {
                colors[Mesh.Indices[(3 * t) + corner]] = ColorAt(t, new Vector2(corner == 1 ? 1 : 0, corner == 2 ? 1 : 0));
            }
        }

        return new TriangleMesh(Mesh.Positions, Mesh.Indices, Mesh.Normals, colors);
    }

    // Repeated in both directions, nearest pixel.
    private static Vector3 Sample(RgbImage texture, Vector2 uv)
    {
        if (!float.IsFinite(uv.X) || !float.IsFinite(uv.Y))
        {
            return Vector3.Zero;
        }

        int x = Math.Min((int)((uv.X - MathF.Floor(uv.X)) * texture.Width), texture.Width - 1);
        int y = Math.Min((int)((uv.Y - MathF.Floor(uv.Y)) * texture.Height), texture.Height - 1);
        ReadOnlySpan<byte> p = texture.Pixels.Slice(((y * texture.Width) + x) * 3, 3);
        return new Vector3(ColorSpace.ToLinear(p[0]), ColorSpace.ToLinear(p[1]), ColorSpace.ToLinear(p[2]));
    }
}

/// <summary>What a part of a mesh looks like.</summary>
/// <param name="BaseColor">Linear RGB, 0 to 1.</param>
/// <param name="Texture">The picture that it is multiplied by, or <see langword="null"/>.</param>
public sealed record LoadedMaterial(Vector3 BaseColor, RgbImage? Texture = null);

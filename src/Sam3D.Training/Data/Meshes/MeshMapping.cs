using System.Numerics;
using Sam3D.Meshing;
using Sam3D.Rendering;

namespace Sam3D.Training.Data.Meshes;

/// <summary>Linear maps of meshes: turned, stretched, mirrored.</summary>
internal static class MeshMapping
{
    /// <summary>Maps positions and normals; a map that mirrors also turns the triangles round, so that their outside stays outside.</summary>
    /// <param name="source">The mesh; colours, texture coordinates and materials are shared, not copied.</param>
    /// <param name="map">An invertible map of row vectors, without translation.</param>
    public static TexturedMesh Apply(TexturedMesh source, Matrix4x4 map)
    {
        TriangleMesh mesh = source.Mesh;
        if (!Matrix4x4.Invert(map, out Matrix4x4 inverse))
        {
            throw new ArgumentException("The map cannot be inverted.", nameof(map));
        }

        Matrix4x4 normalMap = Matrix4x4.Transpose(inverse);
        Vector3[] positions = [.. mesh.Positions.Select(p => Vector3.TransformNormal(p, map))];
        Vector3[]? normals = mesh.Normals is { } given ? [.. given.Select(n => VertexNormals.Normalize(Vector3.TransformNormal(n, normalMap)))] : null;
        int[] indices = map.GetDeterminant() < 0 ? TurnRound(mesh.Indices) : mesh.Indices;
        return new TexturedMesh(new TriangleMesh(positions, indices, normals, mesh.Colors), source.TexCoords, source.TriangleMaterials, source.Materials);
    }

    private static int[] TurnRound(int[] indices)
    {
        int[] turned = [.. indices];
        for (int t = 0; t < turned.Length; t += 3)
        {
            (turned[t + 1], turned[t + 2]) = (turned[t + 2], turned[t + 1]);
        }

        return turned;
    }
}

using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Sam3D.Rendering;

namespace Sam3D.Export;

/// <summary>Writes binary little-endian PLY meshes.</summary>
/// <remarks>
/// Axes as in object space (z up). Vertex: x y z (float), nx ny nz (float, where the mesh has normals), red green blue (uchar, sRGB, where it
/// has colours). Face: vertex_indices (list uchar int). The same input gives the same bytes.
/// </remarks>
public static class PlyWriter
{
    /// <summary>Writes a mesh.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="stream">Receives the file.</param>
    /// <exception cref="ExportException">The mesh has no triangles or holds numbers that are not finite.</exception>
    public static void Write(TriangleMesh mesh, Stream stream)
    {
        MeshCheck.Require(mesh, "PLY");
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new BufferedStream(stream, 1 << 16); // flushed, not closed: the stream is the caller's
        buffer.Write(Encoding.ASCII.GetBytes(Header(mesh)));
        Span<byte> vertex = stackalloc byte[27];
        for (int v = 0; v < mesh.Positions.Length; v++)
        {
            int length = WriteVector(vertex, 0, mesh.Positions[v]);
            length = mesh.Normals is null ? length : WriteVector(vertex, length, mesh.Normals[v]);
            if (mesh.Colors is not null)
            {
                Vector3 color = mesh.Colors[v];
                vertex[length++] = ColorSpace.ToSrgbByte(color.X);
                vertex[length++] = ColorSpace.ToSrgbByte(color.Y);
                vertex[length++] = ColorSpace.ToSrgbByte(color.Z);
            }

            buffer.Write(vertex[..length]);
        }

        Span<byte> face = stackalloc byte[13];
        face[0] = 3;
        for (int t = 0; t < mesh.Indices.Length; t += 3)
        {
            BinaryPrimitives.WriteInt32LittleEndian(face[1..], mesh.Indices[t]);
            BinaryPrimitives.WriteInt32LittleEndian(face[5..], mesh.Indices[t + 1]);
            BinaryPrimitives.WriteInt32LittleEndian(face[9..], mesh.Indices[t + 2]);
            buffer.Write(face);
        }

        buffer.Flush();
    }

    private static string Header(TriangleMesh mesh)
    {
        var header = new StringBuilder("ply\nformat binary_little_endian 1.0\ncomment Sam3D, z up, sRGB colours\n");
        header.Append($"element vertex {mesh.Positions.Length}\nproperty float x\nproperty float y\nproperty float z\n");
        header.Append(mesh.Normals is null ? "" : "property float nx\nproperty float ny\nproperty float nz\n");
        header.Append(mesh.Colors is null ? "" : "property uchar red\nproperty uchar green\nproperty uchar blue\n");
        header.Append($"element face {mesh.TriangleCount}\nproperty list uchar int vertex_indices\nend_header\n");
        return header.ToString();
    }

    private static int WriteVector(Span<byte> target, int at, Vector3 value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(target[at..], value.X);
        BinaryPrimitives.WriteSingleLittleEndian(target[(at + 4)..], value.Y);
        BinaryPrimitives.WriteSingleLittleEndian(target[(at + 8)..], value.Z);
        return at + 12;
    }
}

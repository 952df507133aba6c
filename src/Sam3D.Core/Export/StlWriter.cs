using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Sam3D.Meshing;

namespace Sam3D.Export;

/// <summary>Writes binary STL meshes: triangles with their normals, without colours.</summary>
/// <remarks>Axes as in object space: z up, which printers expect too. The same input gives the same bytes.</remarks>
public static class StlWriter
{
    private const int HeaderSize = 80;

    /// <summary>Writes a mesh.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="stream">Receives the file.</param>
    /// <param name="scale">Factor on all positions, finite and above 0; STL has no unit, printing programs assume millimetres. Default 1.</param>
    /// <exception cref="ExportException">The mesh has no triangles or holds numbers that are not finite.</exception>
    public static void Write(TriangleMesh mesh, Stream stream, float scale = 1f)
    {
        MeshCheck.Require(mesh, "STL");
        ArgumentNullException.ThrowIfNull(stream);
        if (!(scale > 0) || !float.IsFinite(scale))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "Expected a finite factor above 0.");
        }

        var buffer = new BufferedStream(stream, 1 << 16); // flushed, not closed: the stream is the caller's
        Span<byte> header = stackalloc byte[HeaderSize + 4];
        header.Clear();
        Encoding.ASCII.GetBytes("Sam3D binary STL, z up", header);
        BinaryPrimitives.WriteInt32LittleEndian(header[HeaderSize..], mesh.TriangleCount);
        buffer.Write(header);

        Span<byte> triangle = stackalloc byte[50]; // normal, three corners, two unused bytes
        triangle.Clear();
        for (int t = 0; t < mesh.Indices.Length; t += 3)
        {
            Vector3 a = mesh.Positions[mesh.Indices[t]] * scale;
            Vector3 b = mesh.Positions[mesh.Indices[t + 1]] * scale;
            Vector3 c = mesh.Positions[mesh.Indices[t + 2]] * scale;
            WriteVector(triangle, VertexNormals.Normalize(Vector3.Cross(b - a, c - a)));
            WriteVector(triangle[12..], a);
            WriteVector(triangle[24..], b);
            WriteVector(triangle[36..], c);
            buffer.Write(triangle);
        }

        buffer.Flush();
    }

    private static void WriteVector(Span<byte> target, Vector3 value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(target, value.X);
        BinaryPrimitives.WriteSingleLittleEndian(target[4..], value.Y);
        BinaryPrimitives.WriteSingleLittleEndian(target[8..], value.Z);
    }
}

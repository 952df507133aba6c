using System.Numerics;
using System.Text;
using Sam3D.Export;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Export;

public sealed class PlyWriterTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void AMeshReadsBack(bool normals, bool colors)
    {
        TriangleMesh torus = Sample.Torus();
        var mesh = new TriangleMesh(torus.Positions, torus.Indices, normals ? torus.Normals : null, colors ? torus.Colors : null);
        byte[] bytes = Sample.Bytes(s => PlyWriter.Write(mesh, s));
        (List<string> vertexProperties, int vertices, int faces, int at) = Header(bytes);
        Assert.Equal((mesh.Positions.Length, mesh.TriangleCount), (vertices, faces));
        string[] expected =
        [
            "float x", "float y", "float z",
            .. normals ? ["float nx", "float ny", "float nz"] : Array.Empty<string>(),
            .. colors ? ["uchar red", "uchar green", "uchar blue"] : Array.Empty<string>(),
        ];
        Assert.Equal(expected, vertexProperties);

        using var reader = new BinaryReader(new MemoryStream(bytes, at, bytes.Length - at));
        Vector3 Read() => new(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
        for (int v = 0; v < vertices; v++)
        {
            Assert.Equal(mesh.Positions[v], Read());
            if (normals)
            {
                Assert.Equal(mesh.Normals![v], Read());
            }

            if (colors)
            {
                Assert.Equal(ColorSpace.ToSrgbByte(mesh.Colors![v].X), reader.ReadByte());
                Assert.Equal(ColorSpace.ToSrgbByte(mesh.Colors[v].Y), reader.ReadByte());
                Assert.Equal(ColorSpace.ToSrgbByte(mesh.Colors[v].Z), reader.ReadByte());
            }
        }

        for (int i = 0; i < mesh.Indices.Length; i++)
        {
            Assert.True(i % 3 != 0 || reader.ReadByte() == 3);
            Assert.Equal(mesh.Indices[i], reader.ReadInt32());
        }

        Assert.Equal(reader.BaseStream.Length, reader.BaseStream.Position);
    }

    [Fact]
    public void WhatCannotBeWrittenIsRefused() => Sample.AssertRefused(PlyWriter.Write);

    private static (List<string> VertexProperties, int Vertices, int Faces, int At) Header(byte[] bytes)
    {
        int at = Encoding.ASCII.GetString(bytes).IndexOf("end_header\n", StringComparison.Ordinal) + "end_header\n".Length;
        string[] lines = Encoding.ASCII.GetString(bytes, 0, at).Split('\n');
        Assert.Equal(["ply", "format binary_little_endian 1.0"], lines[..2]);
        Assert.Contains("property list uchar int vertex_indices", lines);
        int Count(string element) => int.Parse(lines.Single(l => l.StartsWith($"element {element} ", StringComparison.Ordinal)).Split(' ')[2]);
        List<string> properties = [.. lines.Where(l => l.StartsWith("property ", StringComparison.Ordinal) && !l.Contains("list")).Select(l => l[9..])];
        return (properties, Count("vertex"), Count("face"), at);
    }
}

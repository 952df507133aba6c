using System.Numerics;
using Sam3D.Export;

namespace Sam3D.Core.Tests.Export;

public sealed class StlWriterTests
{
    [Theory]
    [InlineData(1f)]
    [InlineData(100f)]
    public void AMeshReadsBack(float scale)
    {
        TriangleMesh mesh = Sample.Torus();
        byte[] bytes = Sample.Bytes(s => StlWriter.Write(mesh, s, scale));
        Assert.Equal(84 + (50 * mesh.TriangleCount), bytes.Length);
        using var reader = new BinaryReader(new MemoryStream(bytes, 80, bytes.Length - 80));
        Vector3 Read() => new(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
        Assert.Equal(mesh.TriangleCount, reader.ReadInt32());
        for (int t = 0; t < mesh.TriangleCount; t++)
        {
            Vector3 normal = Read(), a = Read(), b = Read(), c = Read();
            Assert.Equal(mesh.Positions[mesh.Indices[3 * t]] * scale, a);
            Assert.Equal(mesh.Positions[mesh.Indices[(3 * t) + 2]] * scale, c);
            Assert.Equal(0, Vector3.Distance(Vector3.Normalize(Vector3.Cross(b - a, c - a)), normal), 1e-3f);
            Assert.Equal(0, reader.ReadInt16());
        }

        Assert.NotEqual("solid", System.Text.Encoding.ASCII.GetString(bytes, 0, 5)); // that would announce the text format
    }

    [Fact]
    public void WhatCannotBeWrittenIsRefused()
    {
        Sample.AssertRefused((mesh, stream) => StlWriter.Write(mesh, stream));
        Assert.Throws<ArgumentOutOfRangeException>(() => StlWriter.Write(Sample.Torus(), new MemoryStream(), 0));
    }
}

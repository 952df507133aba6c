using System.Globalization;
using System.Numerics;
using System.Text;
using Sam3D.Export;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Export;

public sealed class ObjWriterTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AMeshReadsBack(bool complete)
    {
        TriangleMesh torus = Sample.Torus();
        TriangleMesh mesh = complete ? torus : new TriangleMesh(torus.Positions, torus.Indices);
        string[] lines = Encoding.UTF8.GetString(Sample.Bytes(s => ObjWriter.Write(mesh, s))).Split('\n');
        Assert.Contains(lines, l => l.StartsWith('#') && l.Contains("z up"));

        float[][] vertices = Numbers(lines, "v ");
        Assert.Equal(mesh.Positions, vertices.Select(v => new Vector3(v[0], v[1], v[2])));
        Assert.Equal(mesh.Normals ?? [], Numbers(lines, "vn ").Select(v => new Vector3(v[0], v[1], v[2])));
        for (int v = 0; v < vertices.Length; v++)
        {
            Assert.Equal(complete ? 6 : 3, vertices[v].Length);
            if (complete)
            {
                Assert.Equal(mesh.Colors![v].X, ColorSpace.ToLinear(vertices[v][3]), 2e-4f);
                Assert.Equal(mesh.Colors[v].Z, ColorSpace.ToLinear(vertices[v][5]), 2e-4f);
            }
        }

        IEnumerable<string> corners = lines.Where(l => l.StartsWith("f ", StringComparison.Ordinal)).SelectMany(l => l.Split(' ')[1..]);
        Assert.Equal(mesh.Indices.Select(i => complete ? $"{i + 1}//{i + 1}" : $"{i + 1}"), corners);
    }

    [Fact]
    public void WhatCannotBeWrittenIsRefused() => Sample.AssertRefused(ObjWriter.Write);

    private static float[][] Numbers(string[] lines, string start) =>
        [.. lines.Where(l => l.StartsWith(start, StringComparison.Ordinal)).Select(l =>
            l.Split(' ')[1..].Select(n => float.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
}

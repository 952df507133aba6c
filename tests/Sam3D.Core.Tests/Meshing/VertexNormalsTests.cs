using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class VertexNormalsTests
{
    [Fact]
    public void AreasAreWeights()
    {
        // Vertex 0 has a triangle of area 2 facing z and one of area 1 facing x.
        Vector3[] positions = [Vector3.Zero, new(2, 0, 0), new(0, 2, 0), new(0, 1, 0), new(0, 0, 2)];
        Vector3[] normals = VertexNormals.Compute(positions, [0, 1, 2, 0, 3, 4]);
        Assert.Equal(0, Vector3.Distance(Vector3.Normalize(new Vector3(1, 0, 2)), normals[0]), 1e-6f);
        Assert.Equal(Vector3.UnitZ, normals[1]);
        Assert.Equal(Vector3.UnitX, normals[4]);
    }

    [Fact]
    public void TinyAndDegenerateTrianglesHaveUnitNormals()
    {
        const float s = 1e-12f;
        Vector3[] tiny = VertexNormals.Compute([Vector3.Zero, new(0, s, 0), new(0, 0, s)], [0, 1, 2]);
        Assert.All(tiny, n => Assert.Equal(0, Vector3.Distance(Vector3.UnitX, n), 1e-5f));
        Assert.All(VertexNormals.Compute(new Vector3[3], [0, 1, 2]), n => Assert.Equal(Vector3.UnitZ, n));
    }
}

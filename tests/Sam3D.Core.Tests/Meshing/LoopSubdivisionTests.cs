using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class LoopSubdivisionTests
{
    [Theory]
    [InlineData(2, 0f)]
    [InlineData(0, 0.3f)]
    public void TopologyStaysAndVolumeNearly(int eulerNumber, float major)
    {
        TriangleMesh coarse = SurfaceExtractor.Extract(
            Shapes.Sample(32, p => major > 0 ? Shapes.Torus(p, major, 0.14f) : Shapes.Sphere(p, 0.4f)));
        TriangleMesh fine = LoopSubdivision.Subdivide(coarse);
        MeshTopology before = MeshTopology.Of(coarse), after = MeshTopology.Of(fine);
        Assert.Equal(4 * coarse.TriangleCount, fine.TriangleCount);
        Assert.Equal(before.VertexCount + before.EdgeCount, after.VertexCount);
        Assert.Equal(eulerNumber, after.EulerNumber);
        Assert.True(after.IsClosed && after.IsManifold);
        Assert.InRange(after.Volume / before.Volume, 0.985, 1.0);
    }

    [Fact]
    public void AFlatRegularPatchStaysFlatAndColoursFollow()
    {
        // A hexagon round vertex 0, coloured by position: affine functions are reproduced inside of a regular patch.
        Vector3[] positions = [Vector3.Zero, .. Enumerable.Range(0, 6).Select(i => new Vector3(MathF.Cos(i * MathF.PI / 3), MathF.Sin(i * MathF.PI / 3), 0))];
        int[] indices = [.. Enumerable.Range(0, 6).SelectMany(i => new[] { 0, 1 + i, 1 + ((i + 1) % 6) })];
        Vector3[] colors = [.. positions.Select(p => (p + Vector3.One) / 2)];
        TriangleMesh fine = LoopSubdivision.Subdivide(new TriangleMesh(positions, indices, null, colors));
        Assert.All(fine.Positions.Zip(fine.Colors!), p => Assert.Equal(0, Vector3.Distance((p.First + Vector3.One) / 2, p.Second), 1e-6f));
        Assert.All(fine.Positions, p => Assert.Equal(0, p.Z));
        Assert.All(fine.Normals!, n => Assert.Equal(1, n.Z));
        Assert.Equal(positions[1], fine.Positions[1]); // an open edge stays
    }
}

using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class MeshTopologyTests
{
    [Fact]
    public void ATetrahedron()
    {
        MeshTopology topology = MeshTopology.Of(Shapes.Tetrahedron());
        Assert.Equal((4, 6, 4, 1, 2), (topology.VertexCount, topology.EdgeCount, topology.TriangleCount, topology.ComponentCount, topology.EulerNumber));
        Assert.True(topology.IsClosed && topology.IsManifold);
        Assert.Equal(1 / 6.0, topology.Volume, 1e-7);
        Assert.Equal(1.5 + (Math.Sqrt(3) / 2), topology.Area, 1e-6);
    }

    [Fact]
    public void AMissingTriangleOpensThreeEdges()
    {
        TriangleMesh whole = Shapes.Tetrahedron();
        MeshTopology topology = MeshTopology.Of(new TriangleMesh(whole.Positions, whole.Indices[3..]));
        Assert.Equal(3, topology.OpenEdgeCount);
        Assert.False(topology.IsClosed);
        Assert.True(topology.IsManifold);
    }

    [Fact]
    public void ATurnedTriangleIsNotClosed()
    {
        TriangleMesh whole = Shapes.Tetrahedron();
        int[] indices = [.. whole.Indices];
        (indices[0], indices[1]) = (indices[1], indices[0]);
        Assert.Equal(3, MeshTopology.Of(new TriangleMesh(whole.Positions, indices)).OpenEdgeCount);
    }

    [Fact]
    public void TwoTetrahedraAtOneEdgeOrOneVertexAreNotManifold()
    {
        Vector3[] positions = [Vector3.Zero, Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ, -Vector3.UnitX, -Vector3.UnitY, -Vector3.UnitZ];
        int[] first = Shapes.Tetrahedron().Indices;
        int[] atVertex = [.. first, .. first.Select(i => i == 0 ? 0 : i + 3)];
        MeshTopology topology = MeshTopology.Of(new TriangleMesh(positions, atVertex));
        Assert.Equal((0, 0, 1), (topology.OpenEdgeCount, topology.NonManifoldEdgeCount, topology.NonManifoldVertexCount));

        int[] atEdge = [.. first, .. first.Select(i => i switch { 0 => 0, 1 => 3, 2 => 4, _ => 5 })];
        topology = MeshTopology.Of(new TriangleMesh(positions, atEdge));
        Assert.Equal(1, topology.NonManifoldEdgeCount);
        Assert.Equal(2, topology.NonManifoldVertexCount);
    }

    [Fact]
    public void NoTriangles()
    {
        MeshTopology topology = MeshTopology.Of(new TriangleMesh([], []));
        Assert.Equal((0, 0, 0, 0), (topology.VertexCount, topology.EdgeCount, topology.ComponentCount, topology.EulerNumber));
    }
}

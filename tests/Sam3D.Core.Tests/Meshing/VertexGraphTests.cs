using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class VertexGraphTests
{
    [Fact]
    public void NeighboursAreAscendingAndUnique()
    {
        VertexGraph graph = VertexGraph.FromFaces(5, [3, 1, 0, 1, 3, 2], 3);
        Assert.Equal(5, graph.Count);
        Assert.Equal([1, 3], graph[0].ToArray());
        Assert.Equal([0, 2, 3], graph[1].ToArray());
        Assert.Equal([1, 3], graph[2].ToArray());
        Assert.Equal([0, 1, 2], graph[3].ToArray());
        Assert.True(graph[4].IsEmpty);
    }

    [Fact]
    public void DiagonalsOfQuadsAreNotEdges()
    {
        VertexGraph graph = VertexGraph.FromFaces(4, [0, 1, 2, 3], 4);
        Assert.Equal([1, 3], graph[0].ToArray());
        Assert.Equal([0, 2], graph[1].ToArray());
    }
}

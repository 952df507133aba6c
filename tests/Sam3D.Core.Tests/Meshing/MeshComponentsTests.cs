using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class MeshComponentsTests
{
    // Pieces {0,1,2}, {3}, {4,5,6,7} with one, none and two triangles.
    private static readonly int[] Faces = [2, 0, 1, 4, 7, 5, 7, 6, 5];
    private static readonly Vector3[] Positions = [.. Enumerable.Range(0, 8).Select(i => new Vector3(i))];

    [Fact]
    public void PiecesAreNumberedByTheirFirstVertex()
    {
        (int[] labels, int count) = MeshComponents.Label(8, Faces, 3);
        Assert.Equal(3, count);
        Assert.Equal([0, 0, 0, 1, 2, 2, 2, 2], labels);
    }

    [Fact]
    public void SmallPiecesGoAndTheRestKeepsItsOrder()
    {
        (Vector3[] positions, int[] faces) = MeshComponents.DropSmall(Positions, Faces, 3, 0.6f);
        Assert.Equal([4f, 5f, 6f, 7f], positions.Select(p => p.X));
        Assert.Equal([0, 3, 1, 3, 2, 1], faces);

        (positions, faces) = MeshComponents.DropSmall(Positions, Faces, 3, 0.5f);
        Assert.Equal([0f, 1f, 2f, 4f, 5f, 6f, 7f], positions.Select(p => p.X));
        Assert.Equal([2, 0, 1, 3, 6, 4, 6, 5, 4], faces);
    }
}

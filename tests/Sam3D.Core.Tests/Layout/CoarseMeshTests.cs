using System.Numerics;
using Sam3D.Core.Tests.Metrics;
using Sam3D.Layout;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Layout;

public sealed class CoarseMeshTests
{
    [Fact]
    public void ASmallMeshStaysAndALargeOneKeepsItsBox()
    {
        TriangleMesh ball = Solids.Sphere(0.5f, 100);
        Assert.Same(ball, CoarseMesh.Of(ball, ball.TriangleCount));
        TriangleMesh coarse = CoarseMesh.Of(ball, 3000);
        Assert.InRange(coarse.TriangleCount, 300, 3000);
        (Vector3 low, Vector3 high) = MeshBox.Of(coarse);
        Assert.All(new[] { low.X, low.Y, low.Z }, v => Assert.Equal(-0.5f, v, 0.03f));
        Assert.All(new[] { high.X, high.Y, high.Z }, v => Assert.Equal(0.5f, v, 0.03f));
        Assert.All(coarse.Positions, p => Assert.InRange(p.Length(), 0.45f, 0.51f));
    }

    [Fact]
    public void TrianglesThatCollapseOrRepeatGo()
    {
        var mesh = new TriangleMesh([new(0, 0, 0), new(1, 0, 0), new(0, 1, 0), new(0.001f, 0, 0)], [0, 1, 2, 2, 1, 0, 3, 1, 2, 0, 3, 1]);
        TriangleMesh coarse = CoarseMesh.Cluster(mesh, 10);
        Assert.Equal(3, coarse.Positions.Length);
        Assert.Equal(1, coarse.TriangleCount);
    }
}

using System.Numerics;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Metrics;

public sealed class SurfaceSamplerTests
{
    [Fact]
    public void PointsLieOnTheSurfaceInProportionToItsArea()
    {
        // Sides of 4·1, 4·2 and 1·2: a box of 2 × 8 + 2 × 4 + 2 × 2 = 28.
        SurfaceSample sample = SurfaceSampler.Sample(Solids.Box(Vector3.Zero, new(4, 2, 1)), 28_000, 5);
        int[] counts = new int[6];
        for (int i = 0; i < sample.Count; i++)
        {
            Vector3 p = sample.Points[i], n = sample.Normals[i];
            int axis = Math.Abs(n.X) > 0.5f ? 0 : Math.Abs(n.Y) > 0.5f ? 1 : 2;
            float size = new Vector3(4, 2, 1)[axis];
            Assert.Equal(n[axis] > 0 ? size : 0, p[axis], 1e-5f);
            counts[(2 * axis) + (n[axis] > 0 ? 1 : 0)]++;
        }

        // The pieces are equal, so a side's number is its share to within one.
        int[] expected = [2000, 2000, 4000, 4000, 8000, 8000];
        Assert.All(counts.Zip(expected), c => Assert.InRange(c.First, c.Second - 2, c.Second + 2));
    }

    [Fact]
    public void PointsAreUniformWithinATriangle()
    {
        SurfaceSample sample = SurfaceSampler.Sample(new TriangleMesh([new(0, 0, 0), new(3, 0, 0), new(0, 6, 0)], [0, 1, 2]), 200_000, 1);
        Vector3 mean = sample.Points.Aggregate(Vector3.Zero, (a, b) => a + (b / sample.Count));
        Assert.Equal(1, mean.X, 0.01f);
        Assert.Equal(2, mean.Y, 0.02f);
        Assert.Equal(9 / 18.0, sample.Points.Average(p => (p.X - 1.0) * (p.X - 1.0)), 0.01); // base² / 18
    }

    [Fact]
    public void TheSeedAloneTellsThePoints()
    {
        TriangleMesh mesh = Solids.Bracket();
        Assert.Equal(SurfaceSampler.Sample(mesh, 1000, 3).Points, SurfaceSampler.Sample(mesh, 1000, 3).Points);
        Assert.NotEqual(SurfaceSampler.Sample(mesh, 1000, 3).Points, SurfaceSampler.Sample(mesh, 1000, 4).Points);
    }

    [Fact]
    public void TrianglesWithoutAreaGiveNoPoint()
    {
        TriangleMesh mesh = new([Vector3.Zero, Vector3.UnitX, Vector3.UnitY, new(float.NaN)], [0, 0, 1, 0, 1, 2, 0, 1, 3, 1, 1, 2]);
        Assert.All(SurfaceSampler.Sample(mesh, 5000, 0).Points, p => Assert.True(p.X >= 0 && p.Y >= 0 && p.X + p.Y <= 1.00001f));
        Assert.Throws<EvaluationException>(() => SurfaceSampler.Sample(new TriangleMesh([Vector3.Zero], [0, 0, 0]), 10, 0));
        Assert.Throws<EvaluationException>(() => SurfaceSampler.Sample(new TriangleMesh([], []), 10, 0));
    }
}

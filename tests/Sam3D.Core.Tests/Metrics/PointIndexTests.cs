using System.Numerics;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Metrics;

public sealed class PointIndexTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(13, 0)]
    [InlineData(700, 0)]
    [InlineData(3000, 0)]
    [InlineData(3000, 8)]
    [InlineData(3000, 1)]
    public void TheTreeFindsWhatThePlainLoopFinds(int count, int grid)
    {
        // On a coarse grid many points are equal, and many equally near.
        var random = new Random(count + grid);
        Vector3[] points = [.. Enumerable.Range(0, count).Select(_ => Point(random, grid))];
        var index = new PointIndex(points);
        Vector3[] queries = [.. Enumerable.Range(0, 2500).Select(_ => Point(random, grid) * 1.5f)];
        int[] nearest = new int[queries.Length], again = new int[queries.Length];
        float[] squared = new float[queries.Length], squaredAgain = new float[queries.Length];
        index.Nearest(queries, nearest, squared, threads: 1, TestContext.Current.CancellationToken);
        index.Nearest(queries, again, squaredAgain, threads: 4, TestContext.Current.CancellationToken);
        Assert.Equal(nearest, again);
        Assert.Equal(squared, squaredAgain);
        for (int i = 0; i < queries.Length; i++)
        {
            int expected = PointIndex.PlainNearest(points, queries[i], out float distance);
            Assert.Equal((expected, distance), (nearest[i], squared[i]));
        }
    }

    [Fact]
    public void BadPointsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new PointIndex([]));
        Assert.Throws<ArgumentException>(() => new PointIndex([new Vector3(float.NaN, 0, 0)]));
    }

    private static Vector3 Point(Random random, int grid)
    {
        var p = new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle());
        return grid == 0 ? p : new Vector3(MathF.Round(p.X * grid), MathF.Round(p.Y * grid), MathF.Round(p.Z * grid)) / grid;
    }
}

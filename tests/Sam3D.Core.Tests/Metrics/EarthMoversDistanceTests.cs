using System.Numerics;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Metrics;

public sealed class EarthMoversDistanceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void AMovedSetIsAsFarAsItWasMoved()
    {
        // The mean distance is at least the distance of the means, and the shift itself reaches it.
        Vector3[] points = Random(300, 1), moved = [.. points.Select(p => p + new Vector3(0.3f, 0.4f, 0)).Reverse()];
        Assert.Equal(0.5, EarthMoversDistance.Compute(points, moved, Stop), 1e-5);
        Assert.Equal(0, EarthMoversDistance.Compute(points, [.. points.Reverse()], Stop), 1e-7);
        Assert.Equal(2, EarthMoversDistance.Compute([Vector3.Zero], [new(0, 2, 0)], Stop), 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void SmallSetsHaveTheBestOfAllAssignments(int seed)
    {
        const int n = 7;
        Vector3[] a = Random(n, seed), b = Random(n, seed + 100);
        double best = Permutations(n).Min(p => p.Select((j, i) => (double)Vector3.Distance(a[i], b[j])).Average());
        Assert.Equal(best, EarthMoversDistance.Compute(a, b, Stop), 1e-6);
    }

    [Theory]
    [InlineData(60, false)]
    [InlineData(150, false)]
    [InlineData(60, true)]
    public void TheAssignmentCostsWhatTheHungarianMethodFinds(int n, bool isCoarse)
    {
        var random = new Random(n);
        float[] costs = [.. Enumerable.Range(0, n * n).Select(_ => isCoarse ? random.Next(4) : random.NextSingle())];
        int[] columns = EarthMoversDistance.Assign(costs, n, Stop);
        Assert.Equal(Enumerable.Range(0, n), columns.Order());
        Assert.Equal(Hungarian(costs, n), columns.Select((j, i) => (double)costs[(i * n) + j]).Sum(), 1e-4);
    }

    [Fact]
    public void SetsOfDifferentSizesAreRefused() =>
        Assert.Throws<ArgumentException>(() => EarthMoversDistance.Compute(new Vector3[2], new Vector3[3], Stop));

    private static Vector3[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()))];
    }

    private static IEnumerable<int[]> Permutations(int n) => n == 0
        ? [[]]
        : Permutations(n - 1).SelectMany(p => Enumerable.Range(0, n).Select(at => (int[])[.. p[..at], n - 1, .. p[at..]]));

    /// <summary>The least total cost by the Hungarian method in its plain form: potentials, one row after the other.</summary>
    private static double Hungarian(float[] costs, int n)
    {
        double[] u = new double[n + 1], v = new double[n + 1];
        int[] row = new int[n + 1], way = new int[n + 1];
        for (int i = 1; i <= n; i++)
        {
            row[0] = i;
            int j0 = 0;
            double[] least = new double[n + 1];
            bool[] used = new bool[n + 1];
            Array.Fill(least, double.PositiveInfinity);
            do
            {
                used[j0] = true;
                int i0 = row[j0], j1 = 0;
                double delta = double.PositiveInfinity;
                for (int j = 1; j <= n; j++)
                {
                    if (used[j])
                    {
                        continue;
                    }

                    double reduced = costs[((i0 - 1) * n) + j - 1] - u[i0] - v[j];
                    if (reduced < least[j])
                    {
                        (least[j], way[j]) = (reduced, j0);
                    }

                    if (least[j] < delta)
                    {
                        (delta, j1) = (least[j], j);
                    }
                }

                for (int j = 0; j <= n; j++)
                {
                    if (used[j])
                    {
                        u[row[j]] += delta;
                        v[j] -= delta;
                    }
                    else
                    {
                        least[j] -= delta;
                    }
                }

                j0 = j1;
            }
            while (row[j0] != 0);

            for (; j0 != 0; j0 = way[j0])
            {
                row[j0] = row[way[j0]];
            }
        }

        return Enumerable.Range(1, n).Sum(j => (double)costs[((row[j] - 1) * n) + j - 1]);
    }
}

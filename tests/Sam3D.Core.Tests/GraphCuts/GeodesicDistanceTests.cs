using System.Numerics;
using Sam3D.GraphCuts;

namespace Sam3D.Core.Tests.GraphCuts;

public sealed class GeodesicDistanceTests
{
    [Fact]
    public void Sweeps_find_what_the_shortest_paths_find()
    {
        var random = new Random(5);
        for (int round = 0; round < 20; round++)
        {
            (int width, int height) = (random.Next(1, 20), random.Next(1, 20));
            Vector3 low = new(random.NextSingle()), high = new(random.NextSingle());
            int edge = random.Next(width + 1);
            var grid = new ColorGrid(width, height, [.. Enumerable.Range(0, width * height).Select(i => i % width < edge ? low : high)]);
            int seed = random.Next(width * height);
            float[] swept = GeodesicDistance.From(grid, [seed], 0.01f, 2), shortest = Shortest(grid, seed, 0.01f, 2);
            for (int i = 0; i < swept.Length; i++)
            {
                Assert.Equal(shortest[i], swept[i], 1e-4);
            }
        }
    }

    [Fact]
    public void A_step_costs_its_length_and_an_edge_much_more_from_both_sides()
    {
        var grid = new ColorGrid(4, 2, [.. Enumerable.Range(0, 8).Select(i => new Vector3(i % 4 < 2 ? 0 : 1))]);
        Assert.Equal(0.01f, GeodesicDistance.Cost(grid, 0, 1, 1, 0, 0.01f, 2), 1e-6f);
        Assert.Equal(0.01f * MathF.Sqrt(2), GeodesicDistance.Cost(grid, 5, 0, -1, -1, 0.01f, 2), 1e-6f);
        foreach ((int pixel, int other, int dx, int dy) in ((int, int, int, int)[])[(1, 2, 1, 0), (1, 6, 1, 1), (5, 2, 1, -1)])
        {
            float there = GeodesicDistance.Cost(grid, pixel, other, dx, dy, 0.01f, 2);
            Assert.InRange(there, 0.3f, 2.1f);
            Assert.Equal(there, GeodesicDistance.Cost(grid, other, pixel, -dx, -dy, 0.01f, 2));
        }
    }

    [Fact]
    public void Without_seeds_everything_is_infinitely_far() =>
        Assert.All(GeodesicDistance.From(new ColorGrid(3, 2, new Vector3[6]), [], 1, 1), d => Assert.Equal(float.PositiveInfinity, d));

    /// <summary>Bellman and Ford: relax until nothing changes.</summary>
    private static float[] Shortest(ColorGrid grid, int seed, float step, float barrier)
    {
        float[] distances = new float[grid.Colors.Length];
        Array.Fill(distances, float.PositiveInfinity);
        distances[seed] = 0;
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = 0; i < distances.Length; i++)
            {
                for (int k = 0; k < 9; k++)
                {
                    (int dx, int dy) = ((k % 3) - 1, (k / 3) - 1);
                    (int x, int y) = ((i % grid.Width) + dx, (i / grid.Width) + dy);
                    if ((dx == 0 && dy == 0) || x < 0 || x >= grid.Width || y < 0 || y >= grid.Height)
                    {
                        continue;
                    }

                    int other = (y * grid.Width) + x;
                    float through = distances[other] + GeodesicDistance.Cost(grid, i, other, dx, dy, step, barrier);
                    if (through < distances[i] - 1e-7f)
                    {
                        (distances[i], changed) = (through, true);
                    }
                }
            }
        }

        return distances;
    }
}

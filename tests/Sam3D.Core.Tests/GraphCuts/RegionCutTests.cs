using System.Numerics;
using Sam3D.GraphCuts;

namespace Sam3D.Core.Tests.GraphCuts;

public sealed class RegionCutTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public void A_cut_has_the_least_energy_of_all_labellings()
    {
        var random = new Random(3);
        for (int round = 0; round < 30; round++)
        {
            (int width, int height) = (3, 4);
            var grid = new ColorGrid(width, height, [.. Enumerable.Range(0, 12).Select(_ => new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()))]);
            float[] odds = [.. Enumerable.Range(0, 12).Select(_ => 4 * (random.NextSingle() - 0.5f))];
            sbyte[] decided = new sbyte[12];
            decided[random.Next(12)] = 1;
            decided[random.Next(12)] = -1;
            bool[] cut = RegionCut.Cut(grid, odds, decided, 1.5f, None);
            long least = Enumerable.Range(0, 1 << 12).Select(code => Energy(grid, odds, decided, [.. Enumerable.Range(0, 12).Select(i => ((code >> i) & 1) != 0)])).Min();
            Assert.Equal(least, Energy(grid, odds, decided, cut));
        }
    }

    [Fact]
    public void Colours_complete_what_a_prior_only_hints_at()
    {
        // A dark disk on a light ground; the prior knows its middle.
        const int Side = 40;
        bool IsDisk(int i) => Math.Pow((i % Side) - 20, 2) + Math.Pow((i / Side) - 20, 2) < 144;
        var random = new Random(1);
        var colors = Enumerable.Range(0, Side * Side).Select(i => new Vector3(IsDisk(i) ? 0.3f : 0.7f) + (0.05f * new Vector3(random.NextSingle()))).ToArray();
        float[] prior = [.. Enumerable.Range(0, Side * Side).Select(i => Math.Abs((i % Side) - 20) < 6 && Math.Abs((i / Side) - 20) < 6 ? 0.9f : 0.3f)];
        var request = new CutRequest(new ColorGrid(Side, Side, colors), prior);
        RegionCut cut = RegionCut.Solve(request, CutWeights.Default, None);
        Assert.Equal(Enumerable.Range(0, Side * Side).Select(IsDisk), cut.Inside);
        Assert.True(cut.Stability(CutWeights.Default, None) > 0.95f);
    }

    [Fact]
    public void A_click_beside_the_object_takes_away_what_is_near_and_alike()
    {
        // Two dark squares; the prior likes both.
        const int Width = 60, Height = 30;
        int SquareOf(int i) => i / Width is > 8 and < 21 ? ((i % Width) is > 8 and < 21 ? 1 : (i % Width) is > 38 and < 51 ? 2 : 0) : 0;
        var colors = Enumerable.Range(0, Width * Height).Select(i => new Vector3(SquareOf(i) > 0 ? 0.2f : 0.8f)).ToArray();
        CutRequest Request(bool refusesSecond)
        {
            var request = new CutRequest(new ColorGrid(Width, Height, colors), [.. Enumerable.Range(0, Width * Height).Select(i => SquareOf(i) > 0 ? 0.6f : 0.3f)]);
            if (refusesSecond)
            {
                request.Fixed[(15 * Width) + 45] = -1;
                request.Beside.Add((15 * Width) + 45);
            }

            return request;
        }

        Assert.Equal(2 * 144, RegionCut.Solve(Request(false), CutWeights.Default, None).Area);
        bool[] inside = RegionCut.Solve(Request(true), CutWeights.Default, None).Inside;
        Assert.True(inside[(15 * Width) + 15]);
        Assert.DoesNotContain(inside.Index().Where(i => SquareOf(i.Index) == 2), i => i.Item);
    }

    private static long Energy(ColorGrid grid, float[] odds, sbyte[] decided, bool[] inside)
    {
        long energy = 0;
        for (int i = 0; i < inside.Length; i++)
        {
            int price = decided[i] != 0 ? decided[i] * MaxFlowGraph.Certain : RegionCut.Price(odds[i]);
            energy += inside[i] ? Math.Max(0, -price) : Math.Max(0, price);
            for (int n = 0; n < ColorGrid.Neighbours.Length; n++)
            {
                (int dx, int dy, _) = ColorGrid.Neighbours[n];
                (int x, int y) = ((i % grid.Width) + dx, (i / grid.Width) + dy);
                if (x >= 0 && x < grid.Width && y < grid.Height && inside[i] != inside[(y * grid.Width) + x])
                {
                    energy += RegionCut.Price(1.5f * grid.LikenessOf(i, n));
                }
            }
        }

        return energy;
    }
}

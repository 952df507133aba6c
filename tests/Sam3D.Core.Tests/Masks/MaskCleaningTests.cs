using Sam3D.Masks;

namespace Sam3D.Core.Tests.Masks;

public sealed class MaskCleaningTests
{
    private static readonly string[] Ring =
    [
        "#####....",
        "#...#..#.",
        "#.#.#...#",
        "#...#....",
        "####.....",
    ];

    [Fact]
    public void Holes_are_filled_up_to_their_size()
    {
        // The ring's inner pixels reach the outside over its open corner, for corners connect; so nothing of it is a hole.
        Mask open = RandomMasks.Of(Ring);
        Assert.Equal(Ring, RandomMasks.Rows(open.FillHoles(8)));

        Mask closed = RandomMasks.Of("#####", "#...#", "#.#.#", "#...#", "#####");
        Assert.Equal(RandomMasks.Rows(closed), RandomMasks.Rows(closed.FillHoles(7)));
        Assert.Equal(25, closed.FillHoles(8).Count);
    }

    [Fact]
    public void Islands_are_removed_up_to_their_size()
    {
        Mask mask = RandomMasks.Of(Ring);
        Assert.Equal(mask.Count - 1, mask.RemoveIslands(1).Count);
        Assert.Equal(mask.Count - 3, mask.RemoveIslands(2).Count);
        Assert.Equal(RandomMasks.Rows(mask.RemoveIslands(2)), RandomMasks.Rows(mask.KeepLargest()));
        Assert.Equal(0, mask.RemoveIslands(100).Count);
        Assert.Equal(0, RandomMasks.Of("...").KeepLargest().Count);
    }

    [Theory]
    [InlineData(1, 1, 0.5)]
    [InlineData(31, 17, 0.35)]
    [InlineData(40, 40, 0.45)]
    [InlineData(25, 60, 0.7)]
    public void Components_are_those_of_a_flood_fill(int width, int height, double share)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Mask mask = RandomMasks.Create(width, height, share, seed);
            MaskComponents found = MaskComponents.Find(width, height, i => mask.Values[i] != 0);
            (int[] labels, List<int> areas) = Flood(mask);
            Assert.Equal(areas, found.Areas);
            Assert.Equal(labels, Enumerable.Range(0, labels.Length).Select(found.LabelOf));
            Assert.Equal(mask.Count, found.Areas.Sum());
        }
    }

    [Fact]
    public void Cleaning_is_idempotent_and_bounded()
    {
        Mask mask = RandomMasks.Create(50, 40, 0.4, 3);
        Mask once = mask.RemoveIslands(5);
        Assert.Equal(once.Values.ToArray(), once.RemoveIslands(5).Values.ToArray());
        Assert.True(once.Count < mask.Count);
        Assert.All(Enumerable.Range(0, mask.Values.Length), i => Assert.True(once.Values[i] <= mask.Values[i]));
        Mask filled = mask.FillHoles(5);
        Assert.All(Enumerable.Range(0, mask.Values.Length), i => Assert.True(filled.Values[i] >= mask.Values[i]));
    }

    [Fact]
    public void Islands_of_logits_are_those_before_holes_were_filled()
    {
        // One pixel of background inside of four of the object: filling it must not make the object large enough to stay.
        float[] logits = [-1, -1, -1, -1, -1, -1, 1, 1, -1, -1, -1, 1, -2, 1, -1, -1, -1, 1, -1, -1, -1, -1, -1, -1, -1];
        float[] filled = [.. logits], both = [.. logits];
        MaskCleaning.Clean(filled, 5, 5, maxHole: 1, maxIsland: 0);
        Assert.Equal(logits, filled); // corners connect the pixel with the outside
        MaskCleaning.Clean(both, 5, 5, maxHole: 25, maxIsland: 5);
        Assert.Equal([.. logits.Select(l => l > 0 ? -10f : 10f)], both);
    }

    private static (int[] Labels, List<int> Areas) Flood(Mask mask)
    {
        int[] labels = new int[mask.Width * mask.Height];
        Array.Fill(labels, -1);
        var areas = new List<int>();
        for (int start = 0; start < labels.Length; start++)
        {
            if (mask.Values[start] == 0 || labels[start] >= 0)
            {
                continue;
            }

            var open = new Stack<int>([start]);
            labels[start] = areas.Count;
            int area = 0;
            while (open.TryPop(out int at))
            {
                area++;
                (int x, int y) = (at % mask.Width, at / mask.Width);
                for (int v = Math.Max(0, y - 1); v <= Math.Min(mask.Height - 1, y + 1); v++)
                {
                    for (int u = Math.Max(0, x - 1); u <= Math.Min(mask.Width - 1, x + 1); u++)
                    {
                        int next = (v * mask.Width) + u;
                        if (mask.Values[next] != 0 && labels[next] < 0)
                        {
                            labels[next] = areas.Count;
                            open.Push(next);
                        }
                    }
                }
            }

            areas.Add(area);
        }

        return (labels, areas);
    }
}

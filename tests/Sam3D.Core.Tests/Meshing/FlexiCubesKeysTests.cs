using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class FlexiCubesKeysTests
{
    [Fact]
    public void KeysHoldPlacesInLexicographicOrder()
    {
        VoxelIndex[] places =
        [
            new(-1, -1, -1), new(-1, 0, 0), new(-1, 1 << 20, 1 << 20), new(0, -1, 1 << 20), new(0, 0, -1), new(0, 0, 0), new(0, 0, 1 << 20),
            new(5, 0, 3), new(1 << 20, -1, -1), new(1 << 20, 1 << 20, 1 << 20),
        ];
        long[] keys = [.. places.Select(FlexiCubesKeys.Of)];
        Assert.Equal(keys.Order(), keys);
        Assert.Equal(places, keys.Select(FlexiCubesKeys.Place));
        Assert.Equal(FlexiCubesKeys.Of(new VoxelIndex(-1, 4, -1)), FlexiCubesKeys.Of(new VoxelIndex(0, 4, 0)) - FlexiCubesKeys.CornerOffset(5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void MergedCornersAreTheSortedDistinctSums(int sign)
    {
        var random = new Random(8);
        for (int count = 0; count <= 400; count += 50)
        {
            long[] keys = [.. Enumerable.Range(0, count)
                .Select(_ => FlexiCubesKeys.Of(new VoxelIndex(random.Next(8), random.Next(8), random.Next(8)))).Distinct().Order()];
            long[] merged = FlexiCubesKeys.MergeCorners(keys, sign, out int[] slots);

            long[][] sums = [.. keys.Select(k => Enumerable.Range(0, 8).Select(c => k + (sign * FlexiCubesKeys.CornerOffset(c))).ToArray())];
            Assert.Equal(sums.SelectMany(s => s).Distinct().Order(), merged);
            Assert.Equal(sums.SelectMany(s => s), slots.Select(s => merged[s]));
        }
    }

    [Fact]
    public void SortingKeepsWherePlacesCameFrom()
    {
        VoxelIndex[] places = [new(3, 0, 0), new(0, 2, 1), new(0, 1, 3)];
        SortedKeys sorted = FlexiCubesKeys.Sort(places, 3, nameof(places));
        Assert.Equal((int[])[2, 1, 0], Enumerable.Range(0, 3).Select(sorted.Source));
        Assert.Null(FlexiCubesKeys.Sort([.. places.Reverse()], 3, nameof(places)).Order);

        long[] others = [FlexiCubesKeys.Of(new(0, 0, 0)), FlexiCubesKeys.Of(new(0, 2, 1)), FlexiCubesKeys.Of(new(3, 0, 0)), FlexiCubesKeys.Of(new(3, 3, 3))];
        Assert.Equal((int[])[-1, 1, 0, -1], sorted.Match(others));
    }
}

using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class NearestPixelsTests
{
    [Theory]
    [InlineData(1, 1, 1.0, 1)]
    [InlineData(17, 9, 0.05, 2)]
    [InlineData(9, 23, 0.3, 3)]
    [InlineData(31, 31, 0.01, 4)]
    [InlineData(40, 3, 0.02, 5)]
    public void DistancesEqualThoseOfAFullSearch(int width, int height, double density, int seed)
    {
        var random = new Random(seed);
        bool[] set = new bool[width * height];
        set[random.Next(set.Length)] = true;
        for (int i = 0; i < set.Length; i++)
        {
            set[i] |= random.NextDouble() < density;
        }

        int[] nearest = NearestPixels.Find(set, width, height);
        for (int i = 0; i < set.Length; i++)
        {
            long best = Enumerable.Range(0, set.Length).Where(j => set[j]).Min(j => NearestPixels.DistanceSquared(i, j, width));
            Assert.True(set[nearest[i]]);
            Assert.Equal(best, NearestPixels.DistanceSquared(i, nearest[i], width));
        }
    }
}

using Sam3D.Training.Data;

namespace Sam3D.Training.Tests.Data;

public sealed class SampleRandomTests
{
    [Fact]
    public void TheSameKeyGivesTheSameNumbersAndAnotherKeyOthers()
    {
        float[] first = Draw(new SampleRandom(7, 3, 1));
        Assert.Equal(first, Draw(new SampleRandom(7, 3, 1)));
        Assert.NotEqual(first, Draw(new SampleRandom(8, 3, 1)));
        Assert.NotEqual(first, Draw(new SampleRandom(7, 4, 1)));
        Assert.NotEqual(first, Draw(new SampleRandom(7, 3, 2)));
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void NumbersFillTheirRange()
    {
        var random = new SampleRandom(1, 0, 0);
        float[] values = [.. Enumerable.Range(0, 20_000).Select(_ => random.Range(2, 4))];
        Assert.InRange(values.Average(), 2.98f, 3.02f);
        Assert.InRange(values.Min(), 2f, 2.01f);
        Assert.InRange(values.Max(), 3.99f, 4f);
        int[] counts = new int[3];
        for (int i = 0; i < 3000; i++)
        {
            counts[random.Whole(0, 2)]++;
        }

        Assert.All(counts, c => Assert.InRange(c, 900, 1100));
    }

    private static float[] Draw(SampleRandom random) => [.. Enumerable.Range(0, 200).Select(_ => random.Next())];
}

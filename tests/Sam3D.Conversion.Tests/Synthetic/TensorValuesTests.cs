namespace Sam3D.Conversion.Tests;

public sealed class TensorValuesTests
{
    [Fact]
    public void NormalNumbersHaveTheirMomentsAndAreIndependent()
    {
        const int Count = 2_000_000;
        float[] x = TensorValues.Normal(1, "a", 0.5f, 2).All(Count);
        double mean = x.Average(v => (double)v), variance = x.Average(v => (v - mean) * (v - mean));
        Assert.Equal(0.5, mean, 0.01);
        Assert.Equal(4, variance, 0.02);
        Assert.Equal(3, x.Average(v => Math.Pow((v - mean) / Math.Sqrt(variance), 4)), 0.05);
        Assert.Equal(0.1587, x.Count(v => v > 2.5) / (double)Count, 0.002);
        Assert.Equal(0, Correlation(x[1..], x[..^1]), 0.005);
        Assert.Equal(0, Correlation(x[1_048_576..], x[..(Count - 1_048_576)]), 0.005);
        Assert.Equal(0, Correlation(x, TensorValues.Normal(2, "a", 0, 1).All(Count)), 0.005);
        Assert.Equal(0, Correlation(x, TensorValues.Normal(1, "b", 0, 1).All(Count)), 0.005);
        Assert.Equal(x[..1000], TensorValues.Normal(1, "a", 0.5f, 2).All(1000));
        Assert.Equal(x[..999], TensorValues.Normal(1, "a", 0.5f, 2).All(999));
    }

    [Fact]
    public void ComputedValuesAreCutIntoParts()
    {
        float[] all = [.. Enumerable.Range(0, TensorValues.PartLength + 3).Select(i => (float)i)];
        Assert.Equal(all, TensorValues.Computed(() => all).All(all.Length));
    }

    private static double Correlation(float[] x, float[] y)
    {
        double mx = x.Average(), my = y.Average(), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }

        return xy / Math.Sqrt(xx * yy);
    }
}

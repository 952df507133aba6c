using Sam3D.Layout;

namespace Sam3D.Core.Tests.Layout;

public sealed class SimplexSearchTests
{
    [Fact]
    public void ItFindsTheTopOfAParaboloid()
    {
        double[] top = [0.3, -0.2, 0.1, 0.05];
        int calls = 0;
        (double[] place, double value) = SimplexSearch.Maximize(
            p =>
            {
                calls++;
                return 1 - p.Zip(top, (a, b) => (a - b) * (a - b)).Sum();
            },
            [0.1, 0.1, 0.1, 0.1], 400, 1e-6);
        Assert.InRange(value, 1 - 1e-6, 1);
        Assert.All(place.Zip(top), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
        Assert.InRange(calls, 5, 410);
    }

    [Fact]
    public void ItStopsOnAPlainAndAtTheNumberOfCalls()
    {
        int calls = 0;
        double Count(double[] _) => ++calls * 0;
        (double[] place, double value) = SimplexSearch.Maximize(Count, [1, 1], 1000);
        Assert.Equal(0, value);
        Assert.All(place, p => Assert.Equal(0, p)); // of equal ones the start
        Assert.InRange(calls, 3, 60);
        calls = 0;
        SimplexSearch.Maximize(p => ++calls, [1, 1], 20);
        Assert.InRange(calls, 18, 24);
    }
}

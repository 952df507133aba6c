using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Metrics;

public sealed class PreferenceTests
{
    [Fact]
    public void WilsonsInterval()
    {
        // The quantile of 95 % is 1.959964; the ends solve |p − p̂| = z·√(p(1−p)/n).
        Assert.Equal(1.9599639845, WinRate.NormalQuantile(0.975), 1e-9);
        Assert.Equal(-2.3263478740, WinRate.NormalQuantile(0.01), 1e-9);
        var rate = new WinRate(60, 35, 5);
        Assert.Equal((100, 0.625), (rate.Count, rate.Rate));
        (double low, double high) = rate.Interval();
        foreach (double p in (double[])[low, high])
        {
            Assert.Equal(Math.Abs(p - 0.625), 1.9599639845 * Math.Sqrt(p * (1 - p) / 100), 1e-9);
        }

        Assert.True(low < 0.625 && high > 0.625);
        Assert.Equal((0.0, 1.0), new WinRate(0, 0, 0).Interval());
        Assert.Equal(0, new WinRate(0, 9, 0).Interval().Low, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => rate.Interval(1));
    }

    [Fact]
    public void WinsAreCountedWhateverTheOrder()
    {
        Preference[] all =
        [
            new("a", "b", PreferenceOutcome.First), new("b", "a", PreferenceOutcome.First), new("b", "a", PreferenceOutcome.Second),
            new("a", "b", PreferenceOutcome.Tie), new("a", "c", PreferenceOutcome.First),
        ];
        Assert.Equal(new WinRate(2, 1, 1), Preference.RateOf(all, "a", "b"));
        Assert.Equal(new WinRate(1, 2, 1), Preference.RateOf(all, "b", "a"));
    }

    [Fact]
    public void TwoModelsHaveTheRatioOfTheirWins()
    {
        IReadOnlyList<ModelStrength> fit = BradleyTerry.Fit([.. Games("a", "b", 10, 1, 0)]);
        Assert.Equal(["a", "b"], fit.Select(m => m.Name));
        Assert.Equal(10, fit[0].Strength / fit[1].Strength, 1e-9);
        Assert.Equal(400, fit[0].Elo - fit[1].Elo, 1e-7);

        // 6 wins, 2 losses, 4 ties: 8 to 4.
        fit = BradleyTerry.Fit([.. Games("a", "b", 6, 2, 4)]);
        Assert.Equal(2, fit[0].Strength / fit[1].Strength, 1e-9);
    }

    [Fact]
    public void StrengthsAreFoundAgainFromTheirExpectedWins()
    {
        // 4 : 2 : 1, in as many games as make every expectation whole.
        IReadOnlyList<ModelStrength> fit = BradleyTerry.Fit([.. Games("a", "b", 20, 10, 0), .. Games("b", "c", 20, 10, 0), .. Games("a", "c", 24, 6, 0)]);
        Assert.Equal([2.0, 1.0, 0.5], fit.Select(m => m.Strength), (x, y) => Math.Abs(x - y) < 1e-7);
        Assert.Equal(0, fit.Sum(m => m.Elo), 1e-6);
    }

    [Fact]
    public void WhatIsNotBoundedIsRefusedOrNeedsAPrior()
    {
        Preference[] unbeaten = [.. Games("a", "b", 5, 0, 0)];
        EvaluationException e = Assert.Throws<EvaluationException>(() => BradleyTerry.Fit(unbeaten));
        Assert.Contains("prior", e.Message, StringComparison.Ordinal);
        Assert.Throws<EvaluationException>(() => BradleyTerry.Fit([.. Games("a", "b", 1, 1, 0), .. Games("c", "d", 1, 1, 0)]));
        Assert.Throws<EvaluationException>(() => BradleyTerry.Fit([new("a", "a", PreferenceOutcome.Tie)]));
        Assert.Throws<EvaluationException>(() => BradleyTerry.Fit([]));
        IReadOnlyList<ModelStrength> fit = BradleyTerry.Fit(unbeaten, prior: 1);
        Assert.InRange(fit[0].Strength, 1.5, 50);
    }

    private static IEnumerable<Preference> Games(string a, string b, int wins, int losses, int ties) =>
        Enumerable.Repeat(new Preference(a, b, PreferenceOutcome.First), wins)
            .Concat(Enumerable.Repeat(new Preference(b, a, PreferenceOutcome.First), losses))
            .Concat(Enumerable.Repeat(new Preference(a, b, PreferenceOutcome.Tie), ties));
}

namespace Sam3D.DataEngine.Tests.Selection;

/// <summary>Statistics whose values are known in closed form.</summary>
public sealed class AgreementStatisticsTests
{
    [Theory]
    [InlineData(20, 5, 10, 15, 0.4)] // p0 = 0.7, pe = 0.5·0.6 + 0.5·0.4 = 0.5
    [InlineData(10, 0, 0, 10, 1)]
    [InlineData(0, 10, 10, 0, -1)]
    [InlineData(5, 5, 5, 5, 0)]
    public void CohensKappaOfTwoCategories(int both, int first, int second, int none, double expected)
    {
        (string, string)[] ratings =
        [
            .. Enumerable.Repeat(("yes", "yes"), both), .. Enumerable.Repeat(("yes", "no"), first),
            .. Enumerable.Repeat(("no", "yes"), second), .. Enumerable.Repeat(("no", "no"), none),
        ];
        double n = both + first + second + none;
        double chance = ((both + first) / n * ((both + second) / n)) + ((second + none) / n * ((first + none) / n));
        Assert.Equal((((both + none) / n) - chance) / (1 - chance), AgreementStatistics.CohenKappa(ratings)!.Value, 12);
        Assert.Equal(expected, AgreementStatistics.CohenKappa(ratings)!.Value, 2);
    }

    [Fact]
    public void KappaIsNotDefinedWhereChanceAloneAgrees()
    {
        Assert.Null(AgreementStatistics.CohenKappa([]));
        Assert.Null(AgreementStatistics.CohenKappa([("a", "a"), ("a", "a")]));
        Assert.Null(AgreementStatistics.FleissKappa([]));
        Assert.Null(AgreementStatistics.FleissKappa([["a"]]));
        Assert.Null(AgreementStatistics.FleissKappa([["a", "a", "a"], ["a", "a"]]));
        Assert.Null(AgreementStatistics.PercentAgreement([["a"]]));
    }

    /// <summary>Ten things, fourteen raters, five categories: mean of P is 0.378, of chance 0.213, kappa 0.210.</summary>
    [Fact]
    public void FleissKappaOfATableOfTenThings()
    {
        int[][] counts =
        [
            [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
        ];
        string[][] ratings = [.. counts.Select(row => row.SelectMany((n, c) => Enumerable.Repeat($"{c}", n)).ToArray())];
        Assert.Equal(0.378, AgreementStatistics.PercentAgreement(ratings)!.Value, 3);
        Assert.Equal(0.210, AgreementStatistics.FleissKappa(ratings)!.Value, 3);
    }

    [Fact]
    public void FleissKappaOfHandMadeCases()
    {
        // Half of the pairs agree, and so would half by chance.
        Assert.Equal(0, AgreementStatistics.FleissKappa([["a", "a"], ["b", "b"], ["a", "b"], ["b", "a"]])!.Value, 12);
        Assert.Equal(1, AgreementStatistics.FleissKappa([["a", "a", "a"], ["b", "b"]])!.Value, 12);
        Assert.Equal(-1, AgreementStatistics.FleissKappa([["a", "b"], ["b", "a"]])!.Value, 12);
        Assert.Equal(1.0 / 3, AgreementStatistics.PercentAgreement([["a", "a", "b"], ["c"]])!.Value, 12);
    }
}

namespace Sam3D.Metrics;

/// <summary>How often one of two models is preferred, with Wilson's confidence interval (Wilson, "Probable inference, the law of succession, and statistical inference", 1927).</summary>
/// <param name="Wins">Comparisons that it won.</param>
/// <param name="Losses">Comparisons that it lost.</param>
/// <param name="Ties">Comparisons without a winner; each counts as half a win.</param>
public sealed record WinRate(long Wins, long Losses, long Ties)
{
    /// <summary>Number of comparisons.</summary>
    public long Count => Wins + Losses + Ties;

    /// <summary>(wins + ties/2) / count, 0 to 1; 0.5 without any comparison.</summary>
    public double Rate => Count > 0 ? (Wins + (Ties / 2.0)) / Count : 0.5;

    /// <summary>
    /// Wilson's interval of the rate: where the true rate lies with the given probability. With ties it is wider than need be, because half wins vary less than whole ones.
    /// </summary>
    /// <param name="confidence">0.5 to 0.9999; 0.95 is usual.</param>
    /// <returns>Both ends, 0 to 1; 0 and 1 without any comparison.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of range.</exception>
    public (double Low, double High) Interval(double confidence = 0.95)
    {
        if (!(confidence >= 0.5 && confidence <= 0.9999))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Expected 0.5 to 0.9999.");
        }

        if (Count == 0)
        {
            return (0, 1);
        }

        double z = NormalQuantile((1 + confidence) / 2), n = Count, squared = z * z;
        double middle = (Rate + (squared / (2 * n))) / (1 + (squared / n));
        double half = z / (1 + (squared / n)) * Math.Sqrt((Rate * (1 - Rate) / n) + (squared / (4 * n * n)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>The place below which a standard normal number lies with a probability, by bisection of the distribution function.</summary>
    internal static double NormalQuantile(double probability)
    {
        double low = -10, high = 10;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = NormalBelow(middle) < probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    // Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/15 + …): all terms have one sign, so nothing is lost.
    private static double NormalBelow(double x)
    {
        double term = Math.Abs(x), sum = term;
        for (int k = 3; term > 1e-17 * sum && k < 1000; k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        double upper = 0.5 + (Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * sum);
        return x >= 0 ? upper : 1 - upper;
    }
}

namespace Sam3D.Training;

/// <summary>Times of training: t = sigmoid(mean + deviation · n) with normal n, the official <c>lognorm_sampler</c>; t = 0 is noise.</summary>
/// <param name="Mean">Mean before the sigmoid, −1 in the release: more noise than data.</param>
/// <param name="Deviation">Deviation before the sigmoid, 1 in the release.</param>
internal sealed record LogNormalTimes(double Mean, double Deviation)
{
    /// <summary>Draws a time for each sample of a batch, one of each equal part of the distribution, in random order of the parts.</summary>
    /// <param name="random">The step's numbers.</param>
    /// <param name="purpose">What they are for.</param>
    /// <param name="count">Number of times.</param>
    public float[] Draw(StepRandom random, uint purpose, int count)
    {
        float[] uniform = random.Uniforms(purpose, 2 * count);
        int[] parts = [.. Enumerable.Range(0, count).OrderBy(i => uniform[count + i])];
        float[] times = new float[count];
        for (int i = 0; i < count; i++)
        {
            double quantile = (parts[i] + Math.Clamp(uniform[i], 1e-4, 1 - 1e-4)) / count;
            times[i] = (float)(1 / (1 + Math.Exp(-(Mean + (Deviation * InverseNormal(quantile))))));
        }

        return times;
    }

    /// <summary>The quantile function of the standard normal distribution (Acklam's rational approximation, relative error 1.2e-9).</summary>
    internal static double InverseNormal(double p)
    {
        const double Low = 0.02425;
        ReadOnlySpan<double> a = [-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00];
        ReadOnlySpan<double> b = [-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01];
        ReadOnlySpan<double> c = [-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00];
        ReadOnlySpan<double> d = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00];
        if (p < Low)
        {
            double q = Math.Sqrt(-2 * Math.Log(p));
            return Horner(c, q) / ((Horner(d, q) * q) + 1);
        }

        if (p > 1 - Low)
        {
            return -InverseNormal(1 - p);
        }

        double r = p - 0.5, s = r * r;
        return Horner(a, s) * r / ((Horner(b, s) * s) + 1);
    }

    private static double Horner(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = 0;
        foreach (double coefficient in coefficients)
        {
            sum = (sum * x) + coefficient;
        }

        return sum;
    }
}

namespace Sam3D.Tensors;

/// <summary>
/// Elementary functions that give the same bits everywhere. <see cref="Math.Log(double)"/> and <see cref="Math.Sin(double)"/> call the
/// platform's mathematics library, whose last bits differ; here there are only additions, multiplications and divisions in double
/// precision, which IEEE 754 fixes and the JIT never fuses or reorders.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.69314718055994530942;
    private const double HalfPi = 1.57079632679489661923;

    /// <summary>Natural logarithm of a normal positive number; relative error below 1e-15 (absolute near 1).</summary>
    public static double Log(double x)
    {
        const long mantissaMask = (1L << 52) - 1;
        const long exponentOfOne = 1023L << 52;
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & mantissaMask) | exponentOfOne);
        if (mantissa > 1.41421356237309504880)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh f with f = (m−1)/(m+1), |f| ≤ 0.172, so that 11 terms reach double precision.
        double f = (mantissa - 1.0) / (mantissa + 1.0);
        double square = f * f;
        double sum = 0.0;
        for (int n = 21; n >= 1; n -= 2)
        {
            sum = (sum * square) + (1.0 / n);
        }

        return (exponent * Ln2) + (2.0 * f * sum);
    }

    /// <summary>Sine and cosine of an angle given in turns, 0 to 1; absolute error below 1e-15.</summary>
    public static (double Sin, double Cos) SinCosTurns(double turns)
    {
        double quarters = 4.0 * turns;
        double nearest = Math.Floor(quarters + 0.5);
        double angle = (quarters - nearest) * HalfPi; // −π/4 to π/4; the difference is exact
        double square = angle * angle;
        double sin = 1.0, cos = 1.0;
        for (int n = 8; n >= 1; n--)
        {
            sin = 1.0 - (sin * square / (2 * n * ((2 * n) + 1)));
            cos = 1.0 - (cos * square / (2 * n * ((2 * n) - 1)));
        }

        sin *= angle;
        return ((int)nearest & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }
}

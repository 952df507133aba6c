using System.Numerics;

namespace Sam3D.Gaussians;

/// <summary>
/// How raw Gaussian parameters become positions, scales, rotations and opacities. The defaults are those of the released decoders
/// (<c>representation_config</c> of <c>slat_decoder_gs.yaml</c>).
/// </summary>
public sealed record GaussianActivations
{
    /// <summary>Where raw position 0 lies.</summary>
    public Vector3 BoxMin { get; init; } = new(-0.5f);

    /// <summary>Extent of raw positions 0 to 1.</summary>
    public Vector3 BoxSize { get; init; } = Vector3.One;

    /// <summary>The scale of raw value 0 before the smallest scale is added, above 0; in units of the positions.</summary>
    public float ScaleBias { get; init; } = 0.004f;

    /// <summary>The opacity of raw value 0, in (0, 1).</summary>
    public float OpacityBias { get; init; } = 0.1f;

    /// <summary>Smallest scale k: a scale is √(activation² + k²). Official: <c>mininum_kernel_size</c>; in units of the positions.</summary>
    public float MinimumScale { get; init; } = 0.0009f;

    /// <summary>Which function makes scales positive.</summary>
    public ScaleActivation ScaleActivation { get; init; } = ScaleActivation.Softplus;

    /// <summary>The scale of a raw value, above <see cref="MinimumScale"/>.</summary>
    /// <param name="raw">One raw scale.</param>
    public float Scale(float raw)
    {
        double value = (double)raw + Inverse(ScaleBias);
        double scale = ScaleActivation == ScaleActivation.Softplus ? Softplus(value) : Math.Exp(value);
        return (float)Math.Sqrt((scale * scale) + ((double)MinimumScale * MinimumScale));
    }

    /// <summary>The raw value of a scale; the inverse of <see cref="Scale"/>.</summary>
    /// <param name="scale">A scale above <see cref="MinimumScale"/>.</param>
    public float RawScale(double scale)
    {
        double excess = Math.Sqrt((scale * scale) - ((double)MinimumScale * MinimumScale));
        return (float)(Inverse(excess) - Inverse(ScaleBias));
    }

    /// <summary>The opacity of a raw value, 0 to 1: a logistic function.</summary>
    /// <param name="raw">One raw opacity.</param>
    public float Opacity(float raw) => (float)(1.0 / (1.0 + Math.Exp(-(raw + Math.Log(OpacityBias / (1.0 - OpacityBias))))));

    private double Inverse(double scale) =>
        ScaleActivation == ScaleActivation.Softplus ? InverseSoftplus(scale) : Math.Log(scale);

    private static double Softplus(double x) => Math.Max(x, 0.0) + LogOfOnePlus(Math.Exp(-Math.Abs(x)));

    private static double InverseSoftplus(double y) => y + Math.Log(OneMinusExp(y));

    /// <summary>ln(1 + x) for x in [0, 1] without losing a small x (Higham, "Accuracy and stability of numerical algorithms", 1.14.1).</summary>
    private static double LogOfOnePlus(double x)
    {
        double sum = 1.0 + x;
        return sum == 1.0 ? x : Math.Log(sum) * x / (sum - 1.0);
    }

    /// <summary>1 − exp(−y) for y ≥ 0 without losing a small y (Higham, as above).</summary>
    private static double OneMinusExp(double y)
    {
        double e = Math.Exp(-y);
        return e == 1.0 ? y : e < 0.5 ? 1.0 - e : (1.0 - e) * y / -Math.Log(e);
    }
}

/// <summary>Functions that make raw scales positive.</summary>
public enum ScaleActivation
{
    /// <summary>ln(1 + exp(x)); the released decoders.</summary>
    Softplus,

    /// <summary>exp(x).</summary>
    Exponential,
}

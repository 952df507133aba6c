namespace Sam3D.Flow;

/// <summary>
/// Classifier-free guidance in an interval of time (Ho and Salimans 2022; Kynkäänniemi et al. 2024): the velocity is
/// (1+s)·conditional − s·unconditional while it acts, else conditional.
/// </summary>
/// <param name="Strength">Strength s; 0 switches guidance off, the released geometry model uses 7.</param>
/// <param name="Start">First scaled time (time scale · t) at which guidance acts, this time included.</param>
/// <param name="End">Last scaled time at which guidance acts, this time included.</param>
public sealed record GuidanceOptions(float Strength, double Start, double End)
{
    /// <summary>Whether guidance acts at a time.</summary>
    /// <param name="scaledTime">The time as the network sees it, time scale · t; 0 (noise) to the time scale (data).</param>
    public bool IsActive(double scaledTime) => Strength != 0 && Start <= scaledTime && scaledTime <= End;
}

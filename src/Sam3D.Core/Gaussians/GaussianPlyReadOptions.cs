namespace Sam3D.Gaussians;

/// <summary>Limits of <see cref="GaussianPly"/>'s reader.</summary>
public sealed record GaussianPlyReadOptions
{
    /// <summary>Most Gaussians that are read, 1 to 100 million; default 10 million, 560 MB in memory.</summary>
    public int MaxGaussians { get; init; } = 10_000_000;

    /// <summary>Checks all members.</summary>
    /// <exception cref="ArgumentException">A member is out of range.</exception>
    public void Validate()
    {
        if (MaxGaussians is < 1 or > 100_000_000)
        {
            throw new ArgumentException($"MaxGaussians is {MaxGaussians}, expected 1 to 100,000,000.");
        }
    }
}

namespace Sam3D.Meshing;

/// <summary>How a surface is taken out of occupancy logits.</summary>
public sealed record SurfaceOptions
{
    /// <summary>
    /// Logits per unit of the squashing x ↦ tanh(x / LogitSoftness) that is applied before positions are interpolated; greater
    /// than 0. Networks saturate (±20), and a raw ratio of 20 to −0.1 would pull the surface onto the grid. Default 8.
    /// </summary>
    public float LogitSoftness { get; init; } = 8f;

    /// <summary>
    /// Rounds of volume-preserving smoothing (Taubin, <i>A signal processing approach to fair surface design</i>, 1995): each
    /// is a shrinking and an inflating step. 0 switches it off. Default 10.
    /// </summary>
    public int SmoothingIterations { get; init; } = 10;

    /// <summary>
    /// The largest distance, in voxels, that smoothing may move a vertex away from its place in the logits, 0 to 1.
    /// Default 0.5.
    /// </summary>
    public float MaxDisplacement { get; init; } = 0.5f;

    /// <summary>
    /// Closed pieces with fewer faces than this fraction of the largest piece's are left out: floating specks, and enclosed
    /// cavities of that size. 0 keeps everything, 1 keeps the largest piece alone. Default 0.01.
    /// </summary>
    public float MinComponentFraction { get; init; } = 0.01f;

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    internal void Validate()
    {
        var errors = new List<string>();
        if (!(LogitSoftness > 0) || !float.IsFinite(LogitSoftness))
        {
            errors.Add($"{nameof(LogitSoftness)} is {LogitSoftness}, expected a finite value above 0");
        }

        if (SmoothingIterations is < 0 or > 1000)
        {
            errors.Add($"{nameof(SmoothingIterations)} is {SmoothingIterations}, expected 0 to 1000");
        }

        if (!(MaxDisplacement >= 0 && MaxDisplacement <= 1))
        {
            errors.Add($"{nameof(MaxDisplacement)} is {MaxDisplacement}, expected 0 to 1");
        }

        if (!(MinComponentFraction >= 0 && MinComponentFraction <= 1))
        {
            errors.Add($"{nameof(MinComponentFraction)} is {MinComponentFraction}, expected 0 to 1");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }
    }
}

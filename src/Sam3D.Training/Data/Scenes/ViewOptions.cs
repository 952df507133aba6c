namespace Sam3D.Training.Data.Scenes;

/// <summary>From where objects are seen.</summary>
public sealed record ViewOptions
{
    /// <summary>Smallest field of view over the picture, degrees. Default 42.</summary>
    public float MinFieldOfView { get; init; } = 42;

    /// <summary>Largest field of view over the picture, degrees. Default 58.</summary>
    public float MaxFieldOfView { get; init; } = 58;

    /// <summary>How far from the front objects without symmetry are seen, degrees, 0 to 180. Default 180: from all sides.</summary>
    public float MaxAzimuth { get; init; } = 180;

    /// <summary>Lowest angle of the camera above the horizon, degrees. Default −5.</summary>
    public float MinElevation { get; init; } = -5;

    /// <summary>Highest angle of the camera above the horizon, degrees. Default 50.</summary>
    public float MaxElevation { get; init; } = 50;

    /// <summary>How far the camera may be tilted sideways, degrees. Default 3.</summary>
    public float MaxRoll { get; init; } = 3;

    /// <summary>Smallest part of the picture's side that the object's longer side takes, above 0. Default 0.35.</summary>
    public float MinSize { get; init; } = 0.35f;

    /// <summary>Largest part of the picture's side that the object's longer side takes, below 1. Default 0.85.</summary>
    public float MaxSize { get; init; } = 0.85f;

    /// <summary>Names what is wrong.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!(MinFieldOfView >= 5 && MinFieldOfView <= MaxFieldOfView && MaxFieldOfView <= 120))
        {
            yield return $"a field of view from {MinFieldOfView} to {MaxFieldOfView}, expected 5 to 120 degrees in order";
        }

        if (!(MaxAzimuth >= 0 && MaxAzimuth <= 180))
        {
            yield return $"{nameof(MaxAzimuth)} is {MaxAzimuth}, expected 0 to 180 degrees";
        }

        if (!(MinElevation >= -80 && MinElevation <= MaxElevation && MaxElevation <= 85))
        {
            yield return $"an elevation from {MinElevation} to {MaxElevation}, expected -80 to 85 degrees in order";
        }

        if (!(MaxRoll >= 0 && MaxRoll <= 45))
        {
            yield return $"{nameof(MaxRoll)} is {MaxRoll}, expected 0 to 45 degrees";
        }

        if (!(MinSize > 0.02f && MinSize <= MaxSize && MaxSize < 1))
        {
            yield return $"a size from {MinSize} to {MaxSize}, expected 0.02 to 1 in order";
        }
    }
}

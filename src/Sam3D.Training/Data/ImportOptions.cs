using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Data;

/// <summary>How given objects become training samples.</summary>
public sealed record ImportOptions
{
    /// <summary>The longer side of the pictures in pixels, 16 to 4096; larger photographs are made smaller. Default 512.</summary>
    public int ImageSize { get; init; } = 512;

    /// <summary>Voxels along an axis, 8 to 128, a multiple of 8. Default 32.</summary>
    public int Resolution { get; init; } = 32;

    /// <summary>Points of the surface to store, 0 to 65,536. Default 0: none.</summary>
    public int SurfacePoints { get; init; }

    /// <summary>Whether to store the fine lattice of signed distances of every surface voxel. Default not.</summary>
    public bool FineDistances { get; init; }

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    public void Validate()
    {
        string[] errors =
        [
            .. ImageSize is >= 16 and <= DatasetLimits.MaxImageSide ? (string[])[] : [$"{nameof(ImageSize)} is {ImageSize}, expected 16 to {DatasetLimits.MaxImageSide} pixels"],
            .. Resolution is >= 8 and <= DatasetLimits.MaxResolution && Resolution % 8 == 0 ? (string[])[] : [$"{nameof(Resolution)} is {Resolution}, expected a multiple of 8 from 8 to {DatasetLimits.MaxResolution}"],
            .. SurfacePoints is >= 0 and <= DatasetLimits.MaxSurfacePoints ? (string[])[] : [$"{nameof(SurfacePoints)} is {SurfacePoints}, expected 0 to {DatasetLimits.MaxSurfacePoints}"],
        ];
        if (errors.Length > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }
    }
}

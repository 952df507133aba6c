namespace Sam3D.Placement;

/// <summary>The result of <see cref="FocalEstimator.Recover"/>.</summary>
/// <param name="Focal">Focal length in halves of the picture's diagonal.</param>
/// <param name="Shift">What to add to the depth (z) of every point, in units of the points.</param>
public readonly record struct FocalShift(float Focal, float Shift)
{
    /// <summary>The focal length in picture widths and heights, with the principal point in the middle.</summary>
    /// <param name="width">Picture width in pixels.</param>
    /// <param name="height">Picture height in pixels.</param>
    public CameraIntrinsics ToIntrinsics(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        double aspect = (double)width / height;
        double fy = Focal / 2.0 * Math.Sqrt(1.0 + (aspect * aspect));
        return new CameraIntrinsics((float)(fy / aspect), (float)fy);
    }
}

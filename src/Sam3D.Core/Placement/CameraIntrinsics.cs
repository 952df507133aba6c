using System.Numerics;

namespace Sam3D;

/// <summary>
/// A pinhole camera, normalised by the picture's size: (0,0) is the upper left corner of the picture, (1,1) the lower
/// right one. Camera space is the official one: x left, y up, z forward.
/// </summary>
/// <param name="FocalX">Focal length in picture widths.</param>
/// <param name="FocalY">Focal length in picture heights.</param>
/// <param name="CenterX">Principal point in picture widths from the left.</param>
/// <param name="CenterY">Principal point in picture heights from the top.</param>
public readonly record struct CameraIntrinsics(float FocalX, float FocalY, float CenterX = 0.5f, float CenterY = 0.5f)
{
    /// <summary>Makes a centred camera with square pixels.</summary>
    /// <param name="degrees">Field of view over the longer side of the picture, in degrees, 1 to 179.</param>
    /// <param name="width">Picture width in pixels.</param>
    /// <param name="height">Picture height in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static CameraIntrinsics FromFieldOfView(float degrees, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1f);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degrees, 179f);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        float longer = Math.Max(width, height);
        float focal = 0.5f * longer / MathF.Tan(degrees * MathF.PI / 360f); // in pixels
        return new CameraIntrinsics(focal / width, focal / height);
    }

    /// <summary>Projects a point.</summary>
    /// <param name="point">A point in camera space (x left, y up, z forward) with z &gt; 0.</param>
    /// <returns>Normalised picture position: x to the right, y down, 0 to 1 inside the picture.</returns>
    public Vector2 Project(Vector3 point) =>
        new(CenterX - (FocalX * point.X / point.Z), CenterY - (FocalY * point.Y / point.Z));
}

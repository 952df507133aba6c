using System.Numerics;

namespace Sam3D.Placement;

/// <summary>
/// Points between the OpenCV camera space of depth networks (x right, y down, z forward) and the official one (x left, y up, z forward): both
/// ways a half turn about z. Official: <c>camera_to_pytorch3d_camera</c> with <c>Transform3d.transform_points</c>.
/// </summary>
public static class CameraTransforms
{
    /// <summary>Turns one point; either way.</summary>
    /// <param name="point">A point with finite coordinates.</param>
    public static Vector3 HalfTurn(Vector3 point) => new(-point.X, -point.Y, point.Z);

    /// <summary>
    /// Turns the points of a point map; either way. A point with a coordinate that is infinite or NaN becomes (NaN, NaN, NaN): the official code multiplies by a
    /// full 4×4 matrix and divides by the fourth coordinate, where ∞ · 0 is NaN. So masked points, which depth networks set to +∞, become unknown.
    /// </summary>
    /// <param name="points">[N, XYZ].</param>
    /// <param name="destination">[N, XYZ]; may be <paramref name="points"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of 3.</exception>
    public static void HalfTurn(ReadOnlySpan<float> points, Span<float> destination)
    {
        if (points.Length % 3 != 0 || destination.Length != points.Length)
        {
            throw new ArgumentException($"{points.Length} and {destination.Length} numbers are not the same number of points.");
        }

        for (int i = 0; i < points.Length; i += 3)
        {
            (float x, float y, float z) = (points[i], points[i + 1], points[i + 2]);
            bool isFinite = float.IsFinite(x) && float.IsFinite(y) && float.IsFinite(z);
            (destination[i], destination[i + 1], destination[i + 2]) = isFinite ? (-x, -y, z) : (float.NaN, float.NaN, float.NaN);
        }
    }
}

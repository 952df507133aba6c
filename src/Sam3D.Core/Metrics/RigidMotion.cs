using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>A rotation, then a translation: p' = rotate(p) + Translation.</summary>
/// <param name="Rotation">A unit quaternion, for <see cref="Vector3.Transform(Vector3, Quaternion)"/>.</param>
/// <param name="Translation">Added after the rotation.</param>
public readonly record struct RigidMotion(Quaternion Rotation, Vector3 Translation)
{
    /// <summary>The motion that moves nothing.</summary>
    public static RigidMotion Identity { get; } = new(Quaternion.Identity, Vector3.Zero);

    /// <summary>Angle of the rotation in degrees, 0 to 180.</summary>
    public double AngleDegrees => Angle(Rotation) * 180 / Math.PI;

    /// <summary>Angle of a rotation in radians, 0 to π.</summary>
    internal static double Angle(Quaternion rotation) => 2 * Math.Atan2(
        Math.Sqrt(((double)rotation.X * rotation.X) + ((double)rotation.Y * rotation.Y) + ((double)rotation.Z * rotation.Z)),
        Math.Abs((double)rotation.W));

    /// <summary>Moves a point.</summary>
    /// <param name="point">Any point.</param>
    public Vector3 Apply(Vector3 point) => Vector3.Transform(point, Rotation) + Translation;

    /// <summary>This motion, then another.</summary>
    /// <param name="next">What follows.</param>
    public RigidMotion Then(RigidMotion next) =>
        new(Quaternion.Normalize(next.Rotation * Rotation), next.Apply(Translation));
}

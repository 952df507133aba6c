using System.Numerics;
using Sam3D.Placement;

namespace Sam3D;

/// <summary>
/// Similarity transform from object space (z up, [-0.5, 0.5]³) to the official camera space (x left, y up, z forward, as in
/// PyTorch3D): p_camera = Scale · rotate(p_object) + Translation.
/// </summary>
public sealed record ObjectPose
{
    /// <summary>Rotation, for use with <see cref="Vector3.Transform(Vector3, Quaternion)"/>; a unit quaternion.</summary>
    public required Quaternion Rotation { get; init; }

    /// <summary>Position of the object's origin in camera space; metres when <see cref="IsMetric"/>, else units of the scene scale.</summary>
    public required Vector3 Translation { get; init; }

    /// <summary>Uniform scale: camera-space length of one unit of object space; greater than 0.</summary>
    public required float Scale { get; init; }

    /// <summary>Whether lengths are metres, which needs a metric point map.</summary>
    public bool IsMetric { get; init; }

    /// <summary>Whether anything can be placed with it: all numbers are finite, and the scale is above 0.</summary>
    internal bool IsUsable => float.IsFinite(Translation.X + Translation.Y + Translation.Z + Rotation.LengthSquared() + Scale) && Scale > 0;

    /// <summary>Moves a point from object space to camera space.</summary>
    /// <param name="point">A point in object space.</param>
    public Vector3 Apply(Vector3 point) => (Vector3.Transform(point, Rotation) * Scale) + Translation;

    /// <summary>
    /// The transform as a row-vector matrix (System.Numerics and PyTorch3D convention): [[s·R, 0], [t, 1]].
    /// </summary>
    public Matrix4x4 ToMatrix() =>
        Matrix4x4.CreateScale(Scale) * Matrix4x4.CreateFromQuaternion(Rotation) * Matrix4x4.CreateTranslation(Translation);

    /// <summary>The same placement in another coordinate system.</summary>
    /// <param name="system">The system of the result.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a coordinate system.</exception>
    public PlacedTransform To(CoordinateSystem system)
    {
        CoordinateAxes axes = CoordinateAxes.Of(system);
        return new PlacedTransform
        {
            System = system,
            Rotation = axes.FromOfficial(Rotation),
            Translation = axes.FromCamera(Translation),
            Scale = Scale,
            IsMetric = IsMetric,
        };
    }

    /// <summary>
    /// The rotation as the official code holds it: (w, x, y, z), w ≥ 0, of the matrix R(q) in p · R(q). That is the conjugate of <see cref="Rotation"/>; in
    /// the result X holds w, Y holds x, Z holds y and W holds z.
    /// </summary>
    public Vector4 ToOfficialQuaternion() => OfficialQuaternion.FromRotation(Rotation);

    /// <summary>Makes a pose of the numbers of the official code.</summary>
    /// <param name="rotationWxyz">Quaternion (w, x, y, z): X holds w, Y holds x, Z holds y and W holds z; not zero.</param>
    /// <param name="translation">Position of the object's origin in camera space.</param>
    /// <param name="scale">Uniform scale, greater than 0.</param>
    /// <param name="isMetric">Whether lengths are metres.</param>
    public static ObjectPose FromOfficial(Vector4 rotationWxyz, Vector3 translation, float scale, bool isMetric = false) => new()
    {
        Rotation = OfficialQuaternion.ToRotation(rotationWxyz),
        Translation = translation,
        Scale = scale,
        IsMetric = isMetric,
    };
}

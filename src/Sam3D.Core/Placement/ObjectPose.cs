using System.Numerics;

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

    /// <summary>Moves a point from object space to camera space.</summary>
    /// <param name="point">A point in object space.</param>
    public Vector3 Apply(Vector3 point) => (Vector3.Transform(point, Rotation) * Scale) + Translation;

    /// <summary>
    /// The transform as a row-vector matrix (System.Numerics and PyTorch3D convention): [[s·R, 0], [t, 1]].
    /// </summary>
    public Matrix4x4 ToMatrix() =>
        Matrix4x4.CreateScale(Scale) * Matrix4x4.CreateFromQuaternion(Rotation) * Matrix4x4.CreateTranslation(Translation);
}

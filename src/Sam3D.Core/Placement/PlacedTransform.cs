using System.Numerics;
using Sam3D.Placement;

namespace Sam3D;

/// <summary>
/// The placement of an object in the camera space of some <see cref="CoordinateSystem"/>, for vertices as that system has them:
/// p_camera = Scale · rotate(vertex) + Translation, where vertex = <see cref="FromObjectSpace"/>(p_object). Made by
/// <see cref="ObjectPose.To"/>.
/// </summary>
public sealed record PlacedTransform
{
    /// <summary>The system of all members.</summary>
    public required CoordinateSystem System { get; init; }

    /// <summary>
    /// Rotation, a unit quaternion, for use with <see cref="Vector3.Transform(Vector3, Quaternion)"/>. Its components x, y, z, w may be handed to Unity and
    /// Unreal as they are: the formula that turns a point is the same in left-handed systems.
    /// </summary>
    public required Quaternion Rotation { get; init; }

    /// <summary>Position of the object's origin in camera space, in units of the system.</summary>
    public required Vector3 Translation { get; init; }

    /// <summary>Uniform scale, greater than 0. The change of units is in <see cref="FromObjectSpace"/>, so it is that of the pose.</summary>
    public required float Scale { get; init; }

    /// <summary>Whether the pose's lengths were metres; else <see cref="Translation"/> has an unknown factor.</summary>
    public bool IsMetric { get; init; }

    /// <summary>
    /// Whether the system is left-handed. Then <see cref="FromObjectSpace"/> mirrors, and the order of a triangle's vertices must be turned round to keep
    /// its front in front.
    /// </summary>
    public bool IsLeftHanded => CoordinateAxes.Of(System).IsLeftHanded;

    /// <summary>The transform as a row-vector matrix [[s·R, 0], [t, 1]], for <see cref="Vector3.Transform(Vector3, Matrix4x4)"/>.</summary>
    public Matrix4x4 Matrix =>
        Matrix4x4.CreateScale(Scale) * Matrix4x4.CreateFromQuaternion(Rotation) * Matrix4x4.CreateTranslation(Translation);

    /// <summary>A vertex (or, up to length, a direction) as the system has it; see <see cref="CoordinateSystem"/>.</summary>
    /// <param name="point">A point in object space: z up, [-0.5, 0.5]³.</param>
    public Vector3 FromObjectSpace(Vector3 point) => CoordinateAxes.Of(System).FromObject(point);

    /// <summary>The inverse of <see cref="FromObjectSpace"/>.</summary>
    /// <param name="vertex">A vertex as the system has it.</param>
    public Vector3 ToObjectSpace(Vector3 vertex) => CoordinateAxes.Of(System).ToObject(vertex);

    /// <summary>A point of the official camera space (x left, y up, z forward) in the axes and units of the system's camera space.</summary>
    /// <param name="point">A point in official camera space.</param>
    public Vector3 FromOfficialCamera(Vector3 point) => CoordinateAxes.Of(System).FromCamera(point);

    /// <summary>The inverse of <see cref="FromOfficialCamera"/>.</summary>
    /// <param name="point">A point in the system's camera space.</param>
    public Vector3 ToOfficialCamera(Vector3 point) => CoordinateAxes.Of(System).ToCamera(point);

    /// <summary>The pose that this placement came from.</summary>
    public ObjectPose ToPose()
    {
        CoordinateAxes axes = CoordinateAxes.Of(System);
        return new ObjectPose
        {
            Rotation = axes.ToOfficial(Rotation),
            Translation = axes.ToCamera(Translation),
            Scale = Scale,
            IsMetric = IsMetric,
        };
    }
}

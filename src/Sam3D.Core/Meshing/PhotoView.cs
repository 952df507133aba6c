using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>The photograph's camera before a placed object.</summary>
/// <remarks>
/// A pose that puts part of the object at or behind the camera is moved away along the optical axis until the nearest vertex is half
/// an object away: colours need a picture, and registration takes care of its size.
/// </remarks>
internal sealed class PhotoView
{
    private readonly ObjectPose _pose;
    private readonly CameraIntrinsics _camera;
    private readonly Vector2 _size;
    private readonly float _shift;

    /// <summary>Places the camera.</summary>
    /// <param name="positions">The object's vertices, object space; at least one.</param>
    /// <param name="pose">Object to camera space.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="width">Width of the photograph in pixels.</param>
    /// <param name="height">Height of the photograph in pixels.</param>
    public PhotoView(Vector3[] positions, ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        _pose = pose;
        _camera = camera;
        _size = new Vector2(width, height);
        float nearest = positions.Min(p => pose.Apply(p).Z);
        _shift = nearest < 0.05f * pose.Scale ? (0.5f * pose.Scale) - nearest : 0;

        // Opposite to the optical axis, without its vertical part.
        Vector3 back = Vector3.Transform(-Vector3.UnitZ, Quaternion.Inverse(pose.Rotation));
        var level = new Vector3(back.X, back.Y, 0);
        LevelDirection = level.Length() > 0.3f ? Vector3.Normalize(level) : Vector3.Zero;
    }

    /// <summary>Camera-space length of one unit of object space.</summary>
    public float Scale => _pose.Scale;

    /// <summary>
    /// The level direction from the object towards the camera, a unit vector of object space; zero when the camera looks along the object's
    /// z axis (within about 17°).
    /// </summary>
    public Vector3 LevelDirection { get; }

    /// <summary>Moves a point from object to camera space.</summary>
    public Vector3 ToCamera(Vector3 position) => _pose.Apply(position) + new Vector3(0, 0, _shift);

    /// <summary>Projects a camera-space point to pixels of the photograph; (0, 0) is its upper left corner.</summary>
    public Vector2 ToPixel(Vector3 point) => _camera.Project(point) * _size;

    /// <summary>The cosine between a surface's normal and the ray back to the camera.</summary>
    /// <param name="normal">Unit normal in object space.</param>
    /// <param name="point">The surface point in camera space.</param>
    public float Facing(Vector3 normal, Vector3 point) =>
        -Vector3.Dot(Vector3.Transform(normal, _pose.Rotation), Vector3.Normalize(point));
}

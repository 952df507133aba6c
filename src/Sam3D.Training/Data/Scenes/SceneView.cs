using System.Numerics;

namespace Sam3D.Training.Data.Scenes;

/// <summary>A camera in a world with z up, and an object before it.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="Pose">The object's placement.</param>
/// <param name="Left">The camera's left in the world.</param>
/// <param name="UpAxis">The camera's up in the world.</param>
/// <param name="Forward">Where the camera looks, in the world.</param>
internal sealed record SceneView(CameraIntrinsics Camera, ObjectPose Pose, Vector3 Left, Vector3 UpAxis, Vector3 Forward)
{
    /// <summary>The world's up in camera space.</summary>
    public Vector3 Up => ToCamera(Vector3.UnitZ);

    /// <summary>A direction of the world in camera space.</summary>
    public Vector3 ToCamera(Vector3 world) => new(Vector3.Dot(world, Left), Vector3.Dot(world, UpAxis), Vector3.Dot(world, Forward));

    /// <summary>The rotation of an object that is turned about the world's vertical.</summary>
    /// <param name="turn">Radians, counter-clockwise seen from above.</param>
    public Quaternion Rotation(float turn)
    {
        (float sin, float cos) = MathF.SinCos(turn);
        Vector3 x = ToCamera(new Vector3(cos, sin, 0)), y = ToCamera(new Vector3(-sin, cos, 0)), z = ToCamera(Vector3.UnitZ);
        var matrix = new Matrix4x4(x.X, x.Y, x.Z, 0, y.X, y.Y, y.Z, 0, z.X, z.Y, z.Z, 0, 0, 0, 0, 1);
        return Quaternion.Normalize(Quaternion.CreateFromRotationMatrix(matrix));
    }
}

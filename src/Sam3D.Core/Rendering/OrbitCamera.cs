using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>A camera on a sphere round the object, level with its z axis.</summary>
public sealed record OrbitCamera
{
    /// <summary>
    /// Degrees round the z axis, counter-clockwise seen from above; 0 looks along +y, at the object's front. Default 0.
    /// </summary>
    public float Azimuth { get; init; }

    /// <summary>Degrees above the x-y plane, −90 to 90. Default 0.</summary>
    public float Elevation { get; init; }

    /// <summary>Field of view over the longer side of the picture, in degrees, 1 to 179. Default 30.</summary>
    public float FieldOfView { get; init; } = 30f;

    /// <summary>The point to look at, in object space; <see langword="null"/> is the middle of the mesh's bounding box.</summary>
    public Vector3? Target { get; init; }

    /// <summary>
    /// Distance from the target, object-space units; <see langword="null"/> fits the mesh into the picture from every side.
    /// </summary>
    public float? Distance { get; init; }

    /// <summary>The placement of a mesh before this camera, and the camera itself.</summary>
    /// <param name="positions">Vertices of the mesh; used for what is <see langword="null"/>.</param>
    /// <param name="width">Picture width in pixels.</param>
    /// <param name="height">Picture height in pixels.</param>
    /// <returns>Object to camera space (x left, y up, z forward), and the intrinsics.</returns>
    public (ObjectPose Pose, CameraIntrinsics Camera) Place(ReadOnlySpan<Vector3> positions, int width, int height)
    {
        (Vector3 middle, float radius) = BoundingSphere(positions);
        Vector3 target = Target ?? middle;
        float distance = Distance ?? FitDistance(radius + Vector3.Distance(target, middle), width, height);

        float azimuth = Azimuth * MathF.PI / 180f;
        float elevation = Math.Clamp(Elevation, -90f, 90f) * MathF.PI / 180f;
        (float sinA, float cosA) = MathF.SinCos(azimuth);
        (float sinE, float cosE) = MathF.SinCos(elevation);
        var left = new Vector3(-cosA, -sinA, 0);
        var forward = new Vector3(-sinA * cosE, cosA * cosE, -sinE);
        Vector3 up = Vector3.Cross(forward, left);

        // Row-vector convention: p · R has the components along left, up and forward.
        var rotation = new Matrix4x4(
            left.X, up.X, forward.X, 0, left.Y, up.Y, forward.Y, 0, left.Z, up.Z, forward.Z, 0, 0, 0, 0, 1);
        var pose = new ObjectPose
        {
            Rotation = Quaternion.Normalize(Quaternion.CreateFromRotationMatrix(rotation)),
            Translation = new Vector3(0, 0, distance) - Vector3.TransformNormal(target, rotation),
            Scale = 1,
        };
        return (pose, CameraIntrinsics.FromFieldOfView(FieldOfView, width, height));
    }

    /// <summary>The camera at the place from which a photograph sees an object.</summary>
    /// <param name="pose">The object's placement in the photograph's camera space.</param>
    /// <returns>A camera with that azimuth and elevation.</returns>
    public static OrbitCamera FromPose(ObjectPose pose)
    {
        ArgumentNullException.ThrowIfNull(pose);
        Vector3 towards = Vector3.Transform(-pose.Translation, Quaternion.Inverse(pose.Rotation));
        float length = towards.Length();
        return length > 0
            ? new OrbitCamera
            {
                Azimuth = MathF.Atan2(towards.X, -towards.Y) * 180f / MathF.PI,
                Elevation = MathF.Asin(Math.Clamp(towards.Z / length, -1f, 1f)) * 180f / MathF.PI,
            }
            : new OrbitCamera();
    }

    private float FitDistance(float radius, int width, int height)
    {
        // Half the angle over the shorter side is what limits a sphere; 4 % of air around it.
        float tangent = MathF.Tan(FieldOfView * MathF.PI / 360f) * Math.Min(width, height) / Math.Max(width, height);
        return 1.04f * Math.Max(radius, 1e-6f) / MathF.Sin(MathF.Atan(tangent));
    }

    private static (Vector3 Middle, float Radius) BoundingSphere(ReadOnlySpan<Vector3> positions)
    {
        if (positions.IsEmpty)
        {
            return (Vector3.Zero, 0.5f);
        }

        Vector3 low = positions[0], high = positions[0];
        foreach (Vector3 p in positions)
        {
            low = Vector3.Min(low, p);
            high = Vector3.Max(high, p);
        }

        Vector3 middle = (low + high) / 2;
        float squared = 0;
        foreach (Vector3 p in positions)
        {
            squared = Math.Max(squared, Vector3.DistanceSquared(p, middle));
        }

        return (middle, MathF.Sqrt(squared));
    }
}

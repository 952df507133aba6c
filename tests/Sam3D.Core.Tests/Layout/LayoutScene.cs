using System.Numerics;
using Sam3D.Core.Tests.Metrics;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Layout;

/// <summary>A bracket in a known place before a known camera, with its mask and its points.</summary>
internal sealed class LayoutScene
{
    public const int Width = 200, Height = 160;

    public static readonly CameraIntrinsics Camera = CameraIntrinsics.FromFieldOfView(50, Width, Height);

    public static readonly ObjectPose Pose = new()
    {
        Rotation = Quaternion.Normalize(Quaternion.CreateFromYawPitchRoll(0.6f, -0.4f, 0.2f)),
        Translation = new Vector3(0.1f, -0.05f, 2f),
        Scale = 0.7f,
    };

    public static TriangleMesh Mesh { get; } = Solids.Bracket();

    private static readonly DepthImage Drawn = MeshRenderer.RenderDepth(Mesh, Pose, Camera, Width, Height);

    public static Mask Mask { get; } = Drawn.ToMask();

    /// <summary>The true pose turned by degrees about an axis, moved and scaled.</summary>
    public static ObjectPose Off(float degrees, Vector3 move, float scale) => Pose with
    {
        Rotation = Quaternion.Normalize(Quaternion.CreateFromAxisAngle(Vector3.Normalize(new Vector3(1, 2, -1)), degrees * MathF.PI / 180) * Pose.Rotation),
        Translation = Pose.Translation + move,
        Scale = Pose.Scale * scale,
    };

    /// <summary>The points of the visible surface; NaN elsewhere.</summary>
    public static PointMap Points(Func<int, int, float>? elsewhere = null)
    {
        float[] points = new float[3 * Width * Height];
        for (int i = 0; i < Width * Height; i++)
        {
            (int x, int y) = (i % Width, i / Width);
            float z = Drawn.Triangles[i] >= 0 ? Drawn.Depths[i] : elsewhere?.Invoke(x, y) ?? float.NaN;
            points[3 * i] = (Camera.CenterX - ((x + 0.5f) / Width)) / Camera.FocalX * z;
            points[(3 * i) + 1] = (Camera.CenterY - ((y + 0.5f) / Height)) / Camera.FocalY * z;
            points[(3 * i) + 2] = z;
        }

        return new PointMap(Width, Height, points);
    }

    /// <summary>Degrees between two rotations.</summary>
    public static double Degrees(ObjectPose a, ObjectPose b)
    {
        Quaternion q = a.Rotation * Quaternion.Conjugate(b.Rotation);
        return 2 * Math.Atan2(new Vector3(q.X, q.Y, q.Z).Length(), Math.Abs(q.W)) * 180 / Math.PI;
    }
}

using System.Numerics;
using Sam3D.Gaussians;

namespace Sam3D.Rendering;

/// <summary>
/// The visible Gaussians of a cloud before a camera, nearest first: elliptical weighted average (Zwicker et al., "EWA splatting", 2002) as in
/// Kerbl et al., "3D Gaussian splatting", 2023, with the pixel filter of Yu et al., "Mip-splatting", 2024.
/// </summary>
internal sealed class GaussianProjection
{
    /// <summary>Centres nearer than this are not drawn; in camera space units.</summary>
    public const float Near = 0.01f;

    /// <summary>Variance of the pixel filter, in square pixels.</summary>
    public const float FilterVariance = 0.1f;

    /// <summary>Less opacity is not drawn.</summary>
    public const float SmallestOpacity = 1f / 255f;

    // Directions beyond the picture's edge by this factor are linearised as if they were there: far beside the picture the linearisation explodes.
    private const float EdgeFactor = 1.3f;

    private readonly ObjectPose _pose;
    private readonly CameraIntrinsics _camera;
    private readonly int _width;
    private readonly int _height;
    private readonly Vector2 _least;
    private readonly Vector2 _most;

    private GaussianProjection(ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        (_pose, _camera, _width, _height) = (pose, camera, width, height);
        var focal = new Vector2(camera.FocalX, camera.FocalY);
        var center = new Vector2(camera.CenterX, camera.CenterY);
        (_least, _most) = ((center - Vector2.One) / focal * EdgeFactor, center / focal * EdgeFactor);
    }

    /// <summary>Projects a cloud.</summary>
    /// <returns>The Gaussians that reach the picture, by the depth of their centres; equally deep ones in the cloud's order. Rows that each reaches.</returns>
    public static (ProjectedGaussian[] Gaussians, RowRange[] Rows) Project(
        GaussianCloud cloud, ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        var projection = new GaussianProjection(pose, camera, width, height);
        var all = new ProjectedGaussian[cloud.Count];
        var rows = new RowRange[cloud.Count];
        ulong[] keys = new ulong[cloud.Count];
        Parallel.For(0, cloud.Count, i =>
        {
            (all[i], rows[i], float depth) = projection.Project(cloud, i);

            // Positive numbers have the order of their bits; what is not seen has no depth and goes to the end.
            keys[i] = ((ulong)BitConverter.SingleToUInt32Bits(depth) << 32) | (uint)i;
        });
        Array.Sort(keys);
        int count = Array.FindIndex(keys, k => (k >> 32) == BitConverter.SingleToUInt32Bits(float.PositiveInfinity));
        count = count < 0 ? keys.Length : count;
        var sorted = new ProjectedGaussian[count];
        var sortedRows = new RowRange[count];
        Parallel.For(0, count, i => (sorted[i], sortedRows[i]) = (all[(uint)keys[i]], rows[(uint)keys[i]]));
        return (sorted, sortedRows);
    }

    private (ProjectedGaussian Gaussian, RowRange Rows, float Depth) Project(GaussianCloud cloud, int index)
    {
        (ProjectedGaussian, RowRange, float) unseen = (default, default, float.PositiveInfinity);
        Vector3 p = _pose.Apply(cloud.Position(index));
        if (!(p.Z >= Near && p.Z <= float.MaxValue))
        {
            return unseen;
        }

        (double a, double b, double c, double determinant) = Covariance(cloud, index, p);
        double wideA = a + FilterVariance, wideC = c + FilterVariance;
        double wide = determinant + (FilterVariance * (a + c)) + ((double)FilterVariance * FilterVariance);

        // The filter spreads the light of what is smaller than a pixel; its sum stays.
        float opacity = (float)(cloud.Opacity(index) * Math.Sqrt(determinant / wide));
        float cut = MathF.Log(opacity / SmallestOpacity);
        Vector2 uv = _camera.Project(p);
        var gaussian = new ProjectedGaussian(
            new Vector2(uv.X * _width, uv.Y * _height), (float)(b / wideC), (float)(0.5 * wideC / wide), (float)(0.5 / wideC), opacity, cut, Color(cloud, index));
        float reachX = (float)Math.Sqrt(2 * cut * wideA), reachY = (float)Math.Sqrt(2 * cut * wideC);
        bool isSeen = cut > 0 && gaussian.A > 0 && gaussian.B > 0 && float.IsFinite(gaussian.A + gaussian.B + gaussian.Slope + gaussian.Color.LengthSquared())
            && gaussian.Center.X + reachX > 0 && gaussian.Center.X - reachX < _width
            && gaussian.Center.Y + reachY > 0 && gaussian.Center.Y - reachY < _height;
        var rows = new RowRange(
            (short)Math.Clamp(gaussian.Center.Y - reachY - 1, 0, _height), (short)Math.Clamp(gaussian.Center.Y + reachY + 1, 0, _height));
        return isSeen ? (gaussian, rows, p.Z) : unseen;
    }

    /// <summary>Variances along a row and across the rows, covariance, and determinant, in pixels: sums over the Gaussian's three axes as the picture sees them.</summary>
    private (double A, double B, double C, double Determinant) Covariance(GaussianCloud cloud, int index, Vector3 p)
    {
        Vector3 scale = cloud.Scale(index) * _pose.Scale;
        Quaternion rotation = _pose.Rotation * cloud.Rotation(index);
        var direction = Vector2.Clamp(new Vector2(p.X, p.Y) / p.Z, _least, _most);
        var zoom = new Vector2(_camera.FocalX * _width, _camera.FocalY * _height) / p.Z;
        Vector2 Axis(Vector3 unit, float length)
        {
            Vector3 axis = Vector3.Transform(unit, rotation) * length;
            return -zoom * (new Vector2(axis.X, axis.Y) - (direction * axis.Z));
        }

        Vector2 x = Axis(Vector3.UnitX, scale.X), y = Axis(Vector3.UnitY, scale.Y), z = Axis(Vector3.UnitZ, scale.Z);

        // The determinant as a sum of squares (Cauchy and Binet): a·c − b² of a thin Gaussian is lost in rounding.
        return (
            Square(x.X) + Square(y.X) + Square(z.X),
            ((double)x.X * x.Y) + ((double)y.X * y.Y) + ((double)z.X * z.Y),
            Square(x.Y) + Square(y.Y) + Square(z.Y),
            Square(Cross(x, y)) + Square(Cross(y, z)) + Square(Cross(z, x)));
    }

    private static double Square(double v) => v * v;

    private static double Cross(Vector2 a, Vector2 b) => ((double)a.X * b.Y) - ((double)a.Y * b.X);

    private static Vector3 Color(GaussianCloud cloud, int index) => Vector3.Max(
        Vector3.Zero, new Vector3(0.5f) + (PlainGaussians.ColorOfCoefficient * new Vector3(cloud.RawColors.Slice(3 * index, 3))));
}

/// <summary>Rows of a picture that something reaches, both included; the last may be one past the picture.</summary>
internal readonly record struct RowRange(short First, short Last);

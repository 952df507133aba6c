using System.Numerics;
using Sam3D.Placement;
using Sam3D.Tensors;

namespace Sam3D.Core.Tests.Placement;

public sealed class FocalEstimatorTests
{
    [Theory]
    [InlineData(64, 64, 1.2f, 0f)]
    [InlineData(80, 50, 0.8f, 0.4f)]
    [InlineData(37, 120, 2.5f, -0.3f)]
    [InlineData(200, 150, 1.5f, 1.5f)]
    public void A_camera_is_recovered_from_its_own_points(int width, int height, float focal, float shift)
    {
        float[] points = Scene(width, height, focal, shift);
        FocalShift fit = FocalEstimator.Recover(points, width, height);
        Assert.Equal(focal, fit.Focal, 0.02f * focal);
        Assert.Equal(shift, fit.Shift, 0.05f);
    }

    [Fact]
    public void With_a_known_focal_length_the_shift_alone_is_fitted()
    {
        float[] points = Scene(64, 48, 1.3f, 0.5f);
        FocalShift fit = FocalEstimator.Recover(points, 64, 48, focal: 1.3f);
        Assert.Equal(1.3f, fit.Focal);
        Assert.Equal(0.5f, fit.Shift, 0.01f);
    }

    [Fact]
    public void Masked_and_unknown_pixels_do_not_count()
    {
        float[] points = Scene(64, 64, 1.2f, 0.2f);
        FocalShift clean = FocalEstimator.Recover(points, 64, 64, HalfMask());
        for (int pixel = 32 * 64; pixel < 64 * 64; pixel++)
        {
            points[3 * pixel] = pixel % 2 == 0 ? 1e6f : float.NaN;
        }

        Assert.Equal(clean, FocalEstimator.Recover(points, 64, 64, HalfMask()));
    }

    [Fact]
    public void Fewer_than_two_points_give_focal_length_1_and_shift_0()
    {
        float[] points = [.. Enumerable.Repeat(float.NaN, 3 * 100)];
        Assert.Equal(new FocalShift(1f, 0f), FocalEstimator.Recover(points, 10, 10));
    }

    [Fact]
    public void The_camera_of_a_point_map_projects_its_points_to_their_pixels()
    {
        const int width = 90, height = 60;
        float[] points = Scene(width, height, 1.4f, 0f);
        CameraTransforms.HalfTurn(points, points);
        (CameraIntrinsics camera, float shift) = FocalEstimator.InferIntrinsics(new PointMap(width, height, points));
        Assert.Equal(0f, shift, 0.02f);
        for (int pixel = 0; pixel < width * height; pixel += 97)
        {
            Vector2 at = camera.Project(new Vector3(points.AsSpan(3 * pixel, 3)) + new Vector3(0, 0, shift));
            Assert.Equal(((pixel % width) + 0.5f) / width, at.X, 0.01f);
            Assert.Equal(((pixel / width) + 0.5f) / height, at.Y, 0.01f);
        }
    }

    [Fact]
    public void Point_maps_without_a_camera_are_refused_in_one_line()
    {
        var empty = new PointMap(8, 8, [.. Enumerable.Repeat(float.NaN, 192)]);
        var wrongAxes = new PointMap(64, 64, Scene(64, 64, 1.2f, 0f)); // x right, y down instead of x left, y up
        foreach (PointMap map in (PointMap[])[empty, wrongAxes])
        {
            string message = Assert.Throws<PointMapException>(() => FocalEstimator.InferIntrinsics(map)).Message;
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void The_view_plane_has_corners_at_distance_1()
    {
        const int width = 40, height = 30;
        Vector2 first = FocalEstimator.ViewPlanePosition(0, 0, width, height);
        Vector2 last = FocalEstimator.ViewPlanePosition(width - 1, height - 1, width, height);
        Assert.Equal(-first, last);
        var halfPixel = new Vector2(1f / 50f); // a pixel is 1/25 of the half diagonal of 25
        Assert.Equal(1f, (last + halfPixel).Length(), 1e-5f);
    }

    [Fact]
    public void Sizes_that_disagree_are_refused()
    {
        Assert.Throws<ArgumentException>(() => FocalEstimator.Recover(new float[12], 2, 3));
        Assert.Throws<ArgumentException>(() => FocalEstimator.Recover(new float[12], 2, 2, new bool[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => FocalEstimator.Recover([], 0, 2));
    }

    /// <summary>Points on a wavy wall 2 to 3 away that project to their pixels once the shift is added to their depth.</summary>
    private static float[] Scene(int width, int height, float focal, float shift)
    {
        float[] points = new float[3 * width * height];
        float[] depths = new float[width * height];
        Philox.FillUniform(depths, seed: 6, stream: 0);
        for (int pixel = 0; pixel < depths.Length; pixel++)
        {
            Vector2 uv = FocalEstimator.ViewPlanePosition(pixel % width, pixel / width, width, height);
            float depth = 2f + depths[pixel];
            new Vector3(uv * depth / focal, depth - shift).CopyTo(points, 3 * pixel);
        }

        return points;
    }

    private static bool[] HalfMask() => [.. Enumerable.Range(0, 64 * 64).Select(i => i < 32 * 64)];
}

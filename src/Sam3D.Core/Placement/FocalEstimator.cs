using System.Numerics;

namespace Sam3D.Placement;

/// <summary>
/// Finds the camera of a point map: the focal length and the shift in depth with which the points project to their own pixels. MoGe:
/// <c>recover_focal_shift</c> (Wang et al. 2024); official: <c>infer_intrinsics_from_pointmap</c>.
/// </summary>
/// <remarks>
/// The official function takes focal length and shift in the wrong order from the version of MoGe that the release pins. It only acts where a point map was
/// passed in and the layout is optimised afterwards; here the order is right.
/// </remarks>
public static class FocalEstimator
{
    private const int SamplesPerAxis = 64;
    private const double ReductionTolerance = 1e-3;

    /// <summary>Fits focal length and shift: min Σ |f · xy / (z + shift) − uv|² over at most 64×64 points.</summary>
    /// <param name="points">[H, W, XYZ] in OpenCV camera space (x right, y down, z forward); pixels with a coordinate that is not finite are left out.</param>
    /// <param name="width">W, in pixels.</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="mask">[H, W] pixels to use; empty for all.</param>
    /// <param name="focal">A known focal length in half picture diagonals, with which the shift alone is fitted; else <see langword="null"/>.</param>
    /// <returns>Focal length 1 (or the known one) and shift 0 with fewer than two points.</returns>
    /// <exception cref="ArgumentException">The sizes disagree.</exception>
    public static FocalShift Recover(
        ReadOnlySpan<float> points, int width, int height, ReadOnlySpan<bool> mask = default, float? focal = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        long pixels = (long)width * height;
        if (points.Length != 3 * pixels || (!mask.IsEmpty && mask.Length != pixels))
        {
            throw new ArgumentException($"{points.Length} numbers and {mask.Length} mask values for {width}×{height} points.", nameof(points));
        }

        List<Sample> samples = TakeSamples(points, width, height, mask);
        if (samples.Count < 2)
        {
            return new FocalShift(focal ?? 1f, 0f);
        }

        void Residuals(double shift, Span<double> residuals)
        {
            double f = focal ?? BestFocal(samples, shift);
            for (int i = 0; i < samples.Count; i++)
            {
                Sample s = samples[i];
                double depth = s.Point.Z + shift;
                residuals[2 * i] = (f * (s.Point.X / depth)) - s.Uv.X;
                residuals[(2 * i) + 1] = (f * (s.Point.Y / depth)) - s.Uv.Y;
            }
        }

        float best = (float)ScalarLevenbergMarquardt.Minimize(Residuals, 2 * samples.Count, 0.0, ReductionTolerance);
        return new FocalShift(focal ?? (float)BestFocal(samples, best), best);
    }

    /// <summary>The camera of a point map whose depth has the right origin, or nearly so.</summary>
    /// <param name="pointMap">Points in official camera space (x left, y up, z forward).</param>
    /// <returns>The camera, centred, and the shift in depth that the fit needed, in units of the point map.</returns>
    /// <exception cref="PointMapException">No focal length above 0 fits, or fewer than two points are finite.</exception>
    public static (CameraIntrinsics Camera, float Shift) InferIntrinsics(PointMap pointMap)
    {
        ArgumentNullException.ThrowIfNull(pointMap);
        float[] points = new float[pointMap.Points.Length];
        CameraTransforms.HalfTurn(pointMap.Points, points);
        if (TakeSamples(points, pointMap.Width, pointMap.Height, mask: default).Count < 2)
        {
            throw new PointMapException(
                $"The {pointMap.Width}×{pointMap.Height} point map has no two finite points to estimate the camera from: pass the camera's intrinsics or another point map.");
        }

        FocalShift fit = Recover(points, pointMap.Width, pointMap.Height);
        if (!(fit.Focal > 0 && float.IsFinite(fit.Focal)))
        {
            throw new PointMapException(
                $"The point map fits a focal length of {fit.Focal}, expected a number above 0: check that its axes are x left, y up, z forward, or pass the camera's intrinsics.");
        }

        return (fit.ToIntrinsics(pointMap.Width, pointMap.Height), fit.Shift);
    }

    /// <summary>The middle of a pixel on the picture plane on which half the picture's diagonal is 1. MoGe: <c>normalized_view_plane_uv</c>.</summary>
    /// <param name="x">Column, 0 to W−1 from the left.</param>
    /// <param name="y">Row, 0 to H−1 from the top.</param>
    /// <param name="width">W, in pixels.</param>
    /// <param name="height">H, in pixels.</param>
    /// <returns>(0, 0) is the middle of the picture; x to the right, y down.</returns>
    public static Vector2 ViewPlanePosition(int x, int y, int width, int height)
    {
        double halfDiagonal = 0.5 * Math.Sqrt(((double)width * width) + ((double)height * height));
        return new Vector2((float)((x + 0.5 - (0.5 * width)) / halfDiagonal), (float)((y + 0.5 - (0.5 * height)) / halfDiagonal));
    }

    /// <summary>The focal length with which the projections at a shift are nearest to their pixels, in closed form.</summary>
    private static double BestFocal(List<Sample> samples, double shift)
    {
        double product = 0, squares = 0;
        foreach (Sample s in samples)
        {
            double depth = s.Point.Z + shift;
            double x = s.Point.X / depth;
            double y = s.Point.Y / depth;
            product += (x * s.Uv.X) + (y * s.Uv.Y);
            squares += (x * x) + (y * y);
        }

        return product / squares;
    }

    private static List<Sample> TakeSamples(ReadOnlySpan<float> points, int width, int height, ReadOnlySpan<bool> mask)
    {
        var samples = new List<Sample>(SamplesPerAxis * SamplesPerAxis);
        for (int row = 0; row < SamplesPerAxis; row++)
        {
            int y = NearestSource(row, height);
            for (int column = 0; column < SamplesPerAxis; column++)
            {
                int x = NearestSource(column, width);
                int pixel = (y * width) + x;
                var point = new Vector3(points.Slice(3 * pixel, 3));
                bool isFinite = float.IsFinite(point.X) && float.IsFinite(point.Y) && float.IsFinite(point.Z);
                if (isFinite && (mask.IsEmpty || mask[pixel]))
                {
                    samples.Add(new Sample(point, ViewPlanePosition(x, y, width, height)));
                }
            }
        }

        return samples;
    }

    /// <summary>The source of a resize to 64 with PyTorch's <c>nearest</c>: floor(destination · size / 64), in float32.</summary>
    private static int NearestSource(int destination, int size) =>
        Math.Min((int)(destination * ((float)size / SamplesPerAxis)), size - 1);

    private readonly record struct Sample(Vector3 Point, Vector2 Uv);
}

using System.Numerics;
using Sam3D.Imaging.Sources;

namespace Sam3D.Imaging;

/// <summary>
/// Official <c>ObjectCentricSSI</c> with <c>use_scene_scale</c>: points are moved so that the object's median is the origin, and divided so that the median of the
/// scene's largest absolute coordinates is 1.
/// </summary>
public static class PointMapNormalizer
{
    /// <summary>Measures scale and shift.</summary>
    /// <param name="pointMap">The points in camera space; may have another size than the mask, which is then read at the nearest pixels.</param>
    /// <param name="mask">The object's pixels.</param>
    /// <returns>
    /// Shift: per axis the lower median of the object's points. Scale: one number for all three axes, the lower median over all points of the largest absolute
    /// coordinate after the shift; NaN is ignored. Scale 1 and shift 0 where no coordinate of the object is finite.
    /// </returns>
    public static (Vector3 Scale, Vector3 Shift) Measure(PointMap pointMap, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(pointMap);
        ArgumentNullException.ThrowIfNull(mask);
        if (MeasureShift(pointMap, mask) is not Vector3 shift)
        {
            return (Vector3.One, Vector3.Zero);
        }

        var median = new LowerMedian();
        AddExtents(pointMap, shift, median);
        median.EndFirstPass();
        AddExtents(pointMap, shift, median);
        return (new Vector3(median.Result()), shift);
    }

    /// <summary>Applies scale and shift: (p − shift) / scale; a point with an axis that is not finite becomes NaN.</summary>
    /// <param name="pointMap">The points in camera space.</param>
    /// <param name="scale">Scale of each axis.</param>
    /// <param name="shift">Shift of each axis, in the unit of the points.</param>
    /// <returns>The normalised points, without a metric unit.</returns>
    public static PointMap Normalize(PointMap pointMap, Vector3 scale, Vector3 shift)
    {
        ArgumentNullException.ThrowIfNull(pointMap);
        var source = new PointSource(pointMap, scale, shift);
        int width = pointMap.Width;
        float[] points = new float[pointMap.Points.Length]; // [H, W, 3]
        float[] row = new float[3 * width];                 // [3, W]
        for (int y = 0; y < pointMap.Height; y++)
        {
            source.Read(y, 0, width, row, width);
            for (int i = 0; i < row.Length; i++)
            {
                points[(3 * y * width) + (3 * (i % width)) + (i / width)] = row[i];
            }
        }

        return new PointMap(width, pointMap.Height, points, isMetric: false);
    }

    private static Vector3? MeasureShift(PointMap pointMap, Mask mask)
    {
        ResizeFilter rows = ResizeFilter.Create(mask.Height, pointMap.Height, Interpolation.Nearest, antialias: false);
        ResizeFilter columns = ResizeFilter.Create(mask.Width, pointMap.Width, Interpolation.Nearest, antialias: false);
        LowerMedian[] medians = [new(), new(), new()];
        bool anyFinite = AddObject();
        Array.ForEach(medians, m => m.EndFirstPass());
        AddObject();
        return anyFinite ? new Vector3(medians[0].Result(), medians[1].Result(), medians[2].Result()) : null;

        bool AddObject()
        {
            bool finite = false;
            ReadOnlySpan<float> points = pointMap.Points;
            for (int y = 0; y < pointMap.Height; y++)
            {
                int maskRow = rows.Start(y);
                for (int x = 0; x < pointMap.Width; x++)
                {
                    if (mask[columns.Start(x), maskRow])
                    {
                        for (int axis = 0; axis < 3; axis++)
                        {
                            float value = points[(3 * ((y * pointMap.Width) + x)) + axis];
                            finite |= float.IsFinite(value);
                            medians[axis].Add(value);
                        }
                    }
                }
            }

            return finite;
        }
    }

    private static void AddExtents(PointMap pointMap, Vector3 shift, LowerMedian median)
    {
        ReadOnlySpan<float> points = pointMap.Points;
        for (int i = 0; i < points.Length; i += 3)
        {
            Vector3 p = Vector3.Abs(new Vector3(points.Slice(i, 3)) - shift);
            median.Add(MathF.Max(p.X, MathF.Max(p.Y, p.Z))); // NaN where any axis is NaN
        }
    }
}

using System.Numerics;
using Sam3D.Imaging;

namespace Sam3D.Core.Tests.Imaging;

public sealed class PointMapNormalizerTests
{
    [Fact]
    public void Equals_sorting_in_the_plain_way()
    {
        var random = new Random(11);
        for (int round = 0; round < 20; round++)
        {
            int width = random.Next(2, 30), height = random.Next(2, 30);
            float[] points = new float[3 * width * height];
            for (int i = 0; i < points.Length; i++)
            {
                points[i] = random.Next(8) == 0 ? float.NaN : (random.NextSingle() * 4) - 1;
            }

            byte[] object_ = [.. Enumerable.Range(0, width * height).Select(i => (byte)(i % 3 == 0 ? 1 : 0))];
            (Vector3 scale, Vector3 shift) = PointMapNormalizer.Measure(new PointMap(width, height, points), new Mask(width, height, object_));

            float[] medians = [.. Enumerable.Range(0, 3).Select(axis => Middle(
                Enumerable.Range(0, width * height).Where(i => object_[i] != 0).Select(i => points[(3 * i) + axis])))];
            Assert.Equal(medians, (float[])[shift.X, shift.Y, shift.Z]);
            float expected = Middle(Enumerable.Range(0, width * height).Select(i => Enumerable.Range(0, 3).Select(
                axis => MathF.Abs(points[(3 * i) + axis] - medians[axis])).Aggregate(MathF.Max)));
            Assert.Equal(new Vector3(expected), scale);
        }
    }

    [Fact]
    public void Is_invariant_to_scale_and_shift_of_the_scene()
    {
        float[] points = [.. Enumerable.Range(0, 3 * 90).Select(i => MathF.Sin(i) * 2)];
        var mask = new Mask(10, 9, [.. Enumerable.Range(0, 90).Select(i => (byte)(i % 4))]);
        float[] moved = [.. points.Select((v, i) => (v * 4) + (i % 3))]; // powers of two: exact up to the sum
        float[] a = Normalised(points), b = Normalised(moved);
        for (int i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i], b[i], 1e-5f);
        }

        float[] Normalised(float[] p)
        {
            var map = new PointMap(10, 9, p);
            (Vector3 scale, Vector3 shift) = PointMapNormalizer.Measure(map, mask);
            return PointMapNormalizer.Normalize(map, scale, shift).Points.ToArray();
        }
    }

    [Fact]
    public void Points_that_are_not_finite_become_NaN_in_all_axes()
    {
        PointMap map = PointMapNormalizer.Normalize(
            new PointMap(3, 1, [1, 2, 3, 1, float.PositiveInfinity, 3, float.NaN, 2, 3]), new Vector3(2), Vector3.One);
        Assert.Equal([0, 0.5f, 1, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN], map.Points.ToArray());
        Assert.False(map.IsMetric);
    }

    private static float Middle(IEnumerable<float> values)
    {
        float[] sorted = [.. values.Where(v => !float.IsNaN(v)).Order()];
        return sorted[(sorted.Length - 1) / 2];
    }
}

using Sam3D.Imaging;

namespace Sam3D.Core.Tests.Imaging;

public sealed class PictureResamplerTests
{
    public static TheoryData<int, int, Interpolation, bool> Filters()
    {
        var data = new TheoryData<int, int, Interpolation, bool>();
        foreach ((int source, int target) in ((int, int)[])[(1, 1), (1, 7), (7, 1), (5, 5), (16, 5), (5, 16), (37, 37), (100, 14), (56, 84), (84, 56), (333, 70)])
        {
            foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            {
                data.Add(source, target, interpolation, true);
                data.Add(source, target, interpolation, false);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Matrix_is_the_plain_filter_and_keeps_constants(int source, int target, Interpolation interpolation, bool antialias)
    {
        float[] matrix = PictureResampler.ResizeMatrix(source, target, interpolation, antialias);
        Assert.Equal(source * target, matrix.Length);
        float[] transposed = PictureResampler.TransposedResizeMatrix(source, target, interpolation, antialias);
        Assert.Equal(Enumerable.Range(0, source).SelectMany(k => Enumerable.Range(0, target).Select(i => matrix[(i * source) + k])), transposed);
        for (int i = 0; i < target; i++)
        {
            double[] expected = PlainFilter(i, source, target, interpolation, antialias);
            for (int k = 0; k < source; k++)
            {
                Assert.Equal(expected[k], matrix[(i * source) + k], PositionError(source));
            }

            Assert.Equal(1, matrix.Skip(i * source).Take(source).Sum(), 1e-5);
        }
    }

    [Theory]
    [InlineData(5, 4, 4.1)]
    [InlineData(5, 5, 5.1)]
    [InlineData(5, 9, 9.1)]
    [InlineData(37, 37, 37.1)]
    [InlineData(37, 50, 50.1)]
    [InlineData(1, 3, 3.1)]
    [InlineData(4, 40, 4.0)]
    public void Matrix_of_a_scale_is_the_plain_filter(int source, int target, double size)
    {
        foreach (Interpolation interpolation in (Interpolation[])[Interpolation.Bilinear, Interpolation.Bicubic])
        {
            float[] matrix = PictureResampler.ResizeMatrix(source, target, interpolation, size / source);
            for (int i = 0; i < target; i++)
            {
                double[] expected = PlainFilter(i, source / size, source, interpolation, antialias: false);
                for (int k = 0; k < source; k++)
                {
                    // Beyond the source a position has no bound but the target's number.
                    Assert.Equal(expected[k], matrix[(i * source) + k], PositionError(Math.Max(source, target)));
                }
            }
        }
    }

    [Fact]
    public void Only_interpolations_take_a_scale()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureResampler.ResizeMatrix(4, 4, Interpolation.Nearest, 1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureResampler.ResizeMatrix(4, 4, Interpolation.Bilinear, 0.0));
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Fast_resize_is_the_plain_product(int source, int target, Interpolation interpolation, bool antialias)
    {
        int width = Math.Max(1, source / 2), targetWidth = target + 3;
        byte[] bytes = PictureFiles.Noise(source * width * 3, seed: source + target);
        float[] fromBytes = PictureResampler.Resize(bytes, 3, source, width, target, targetWidth, interpolation, antialias);
        float[] planes = new float[bytes.Length];
        for (int i = 0; i < planes.Length; i++)
        {
            planes[(i % 3 * source * width) + (i / 3)] = bytes[i] / 255f;
        }

        float[] fromFloats = PictureResampler.Resize(planes, 3, source, width, target, targetWidth, interpolation, antialias);
        Assert.Equal(fromFloats, fromBytes);
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < target; y++)
            {
                double[] rows = PlainFilter(y, source, target, interpolation, antialias);
                for (int x = 0; x < targetWidth; x++)
                {
                    double[] columns = PlainFilter(x, width, targetWidth, interpolation, antialias);
                    double sum = 0;
                    for (int j = 0; j < source; j++)
                    {
                        for (int i = 0; i < width && rows[j] != 0; i++)
                        {
                            sum += rows[j] * columns[i] * planes[(((c * source) + j) * width) + i];
                        }
                    }

                    Assert.Equal(sum, fromFloats[(((c * target) + y) * targetWidth) + x], 2 * PositionError(source));
                }
            }
        }
    }

    // Large enough for several threads; each target row must be the sum that one thread makes.
    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        const int Height = 700, Width = 600;
        byte[] bytes = PictureFiles.Noise(Height * Width * 3, seed: 4);
        float[] whole = PictureResampler.Resize(bytes, 3, Height, Width, 90, 80, Interpolation.Bicubic, antialias: true);
        var rows = ResizeFilter.Create(Height, 90, Interpolation.Bicubic, antialias: true);
        var columns = ResizeFilter.Create(Width, 80, Interpolation.Bicubic, antialias: true);
        float[] line = new float[Width], narrow = new float[80], sum = new float[80];
        for (int y = 0; y < 90; y++)
        {
            Array.Clear(sum);
            for (int j = rows.Start(y); j < rows.End(y); j++)
            {
                for (int x = 0; x < Width; x++)
                {
                    line[x] = bytes[3 * ((j * Width) + x)] / 255f;
                }

                columns.Apply(line, narrow);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(narrow, rows.Weights(y)[j - rows.Start(y)], sum, sum);
            }

            Assert.Equal(sum, whole.AsSpan(y * 80, 80));
        }
    }

    [Fact]
    public void Nearest_takes_the_official_index()
    {
        float[] ramp = [.. Enumerable.Range(0, 213).Select(i => (float)i)];
        float[] picked = PictureResampler.Resize(ramp, 1, 1, 213, 1, 70, Interpolation.Nearest, antialias: false);
        Assert.Equal(Enumerable.Range(0, 70).Select(i => MathF.Floor(i * (213f / 70))), picked);
    }

    [Fact]
    public void A_resize_to_the_same_size_keeps_every_bit()
    {
        float[] values = [float.NaN, -3, float.PositiveInfinity, 1e-40f];
        Assert.Equal(
            values.Select(BitConverter.SingleToInt32Bits),
            PictureResampler.Resize(values, 1, 2, 2, 2, 2, Interpolation.Bicubic, antialias: true).Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PictureResampler.Resize(new float[5], 1, 2, 3, 1, 1, Interpolation.Nearest, false));
        Assert.Throws<ArgumentException>(() => PictureResampler.Resize(new byte[5], 1, 2, 3, 1, 1, Interpolation.Nearest, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureResampler.ResizeMatrix(0, 1, Interpolation.Bilinear, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureResampler.ResizeMatrix(1, 2, (Interpolation)9, true));
    }

    // Positions are computed in single precision, as in PyTorch: they, and so the weights, are off by some units of the last place.
    private static double PositionError(int source) => 2e-6 + (source * 1.2e-7);

    // The definition in double precision: every source sample weighed by the kernel at its distance; without antialiasing the border repeats.
    private static double[] PlainFilter(int i, int source, int target, Interpolation interpolation, bool antialias)
    {
        double[] weights = new double[source];
        if (source == target || interpolation == Interpolation.Nearest)
        {
            weights[Math.Min((int)MathF.Floor(i * ((float)source / target)), source - 1)] = 1;
            return weights;
        }

        return PlainFilter(i, (double)source / target, source, interpolation, antialias);
    }

    private static double[] PlainFilter(int i, double scale, int source, Interpolation interpolation, bool antialias)
    {
        double[] weights = new double[source];
        double centre = (scale * (i + 0.5)) - 0.5;
        double width = antialias ? Math.Max(1, scale) : 1;
        int reach = (int)Math.Ceiling(3 * width);
        for (int k = (int)Math.Floor(centre) - reach; k <= centre + reach; k++)
        {
            if (!antialias || (k >= 0 && k < source))
            {
                weights[Math.Clamp(k, 0, source - 1)] += Kernel(Math.Abs(k - centre) / width, interpolation, antialias ? -0.5 : -0.75);
            }
        }

        double sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    private static double Kernel(double x, Interpolation interpolation, double a) => (interpolation, x) switch
    {
        (Interpolation.Bilinear, _) => Math.Max(0, 1 - x),
        (_, < 1) => ((a + 2) * x * x * x) - ((a + 3) * x * x) + 1,
        (_, < 2) => (a * x * x * x) - (5 * a * x * x) + (8 * a * x) - (4 * a),
        _ => 0,
    };
}

namespace Sam3D.Imaging;

/// <summary>
/// Resizes pictures of bytes as Pillow does: separable filters widened when shrinking, weights in fixed point, and a rounding to bytes between the horizontal and the
/// vertical pass. The official code of SAM 1 prepares its pictures so, and that of SAM 2 and 3 their frames of videos.
/// </summary>
internal static class ByteResampler
{
    private const int Bits = 22;
    private const double Sharpness = -0.5; // the cubic's a
    private const long ParallelValues = 1 << 18;

    /// <summary>Resizes [height, width, channels] to [targetHeight, targetWidth, channels], bilinear or bicubic (a = −0.5).</summary>
    public static byte[] Resize(
        byte[] picture, int channels, int height, int width, int targetHeight, int targetWidth, Interpolation interpolation = Interpolation.Bilinear)
    {
        bool isCubic = interpolation == Interpolation.Bicubic;
        byte[] narrowed = width == targetWidth ? picture : new byte[checked(height * targetWidth * channels)];
        if (width != targetWidth)
        {
            Taps columns = Taps.Create(width, targetWidth, isCubic);
            Rows(height, (long)height * width * channels, y => Narrow(
                picture.AsSpan(y * width * channels, width * channels), narrowed.AsSpan(y * targetWidth * channels, targetWidth * channels), columns, channels));
        }

        if (height == targetHeight)
        {
            return width == targetWidth ? [.. picture] : narrowed;
        }

        Taps rows = Taps.Create(height, targetHeight, isCubic);
        int row = targetWidth * channels;
        byte[] result = new byte[checked(targetHeight * row)];
        Rows(targetHeight, (long)height * row, y => Lower(narrowed, result.AsSpan(y * row, row), rows, y));
        return result;
    }

    private static void Rows(int count, long values, Action<int> row)
    {
        if (values >= ParallelValues)
        {
            Parallel.For(0, count, row);
            return;
        }

        for (int y = 0; y < count; y++)
        {
            row(y);
        }
    }

    private static void Narrow(ReadOnlySpan<byte> source, Span<byte> target, Taps taps, int channels)
    {
        for (int x = 0; x < taps.Starts.Length; x++)
        {
            ReadOnlySpan<int> weights = taps.Weights(x);
            for (int c = 0; c < channels; c++)
            {
                int sum = 1 << (Bits - 1), at = (taps.Starts[x] * channels) + c;
                for (int k = 0; k < weights.Length; k++, at += channels)
                {
                    sum += source[at] * weights[k];
                }

                target[(x * channels) + c] = Clip(sum);
            }
        }
    }

    private static void Lower(byte[] source, Span<byte> target, Taps taps, int y)
    {
        ReadOnlySpan<int> weights = taps.Weights(y);
        for (int i = 0; i < target.Length; i++)
        {
            int sum = 1 << (Bits - 1), at = (taps.Starts[y] * target.Length) + i;
            for (int k = 0; k < weights.Length; k++, at += target.Length)
            {
                sum += source[at] * weights[k];
            }

            target[i] = Clip(sum);
        }
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> Bits, 0, byte.MaxValue);

    /// <summary>The source samples of each target sample, with weights in fixed point.</summary>
    private sealed class Taps(int[] starts, int[] counts, int[] weights, int stride)
    {
        public int[] Starts { get; } = starts;

        public ReadOnlySpan<int> Weights(int target) => weights.AsSpan(target * stride, counts[target]);

        public static Taps Create(int source, int target, bool isCubic)
        {
            double scale = (double)source / target, widening = Math.Max(scale, 1), narrowing = 1 / widening, support = (isCubic ? 2 : 1) * widening;
            int stride = (2 * (int)Math.Ceiling(support)) + 1;
            int[] starts = new int[target], counts = new int[target], weights = new int[checked(target * stride)];
            double[] exact = new double[stride];
            for (int i = 0; i < target; i++)
            {
                double centre = (i + 0.5) * scale, sum = 0;
                starts[i] = Math.Max((int)(centre - support + 0.5), 0);
                counts[i] = Math.Min((int)(centre + support + 0.5), source) - starts[i];
                for (int k = 0; k < counts[i]; k++)
                {
                    double distance = Math.Abs((k + starts[i] - centre + 0.5) * narrowing);
                    exact[k] = isCubic ? Cubic(distance) : Math.Max(0, 1 - distance);
                    sum += exact[k];
                }

                for (int k = 0; k < counts[i]; k++)
                {
                    double weight = exact[k] / sum * (1 << Bits);
                    weights[(i * stride) + k] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
                }
            }

            return new Taps(starts, counts, weights, stride);
        }

        private static double Cubic(double x) =>
            x < 1 ? ((((Sharpness + 2) * x) - (Sharpness + 3)) * x * x) + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x * Sharpness) - (4 * Sharpness)
            : 0;
    }
}

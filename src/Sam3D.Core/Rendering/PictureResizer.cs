using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>Resizes pictures for display: triangle filter in linear light, as wide as the reduction asks for.</summary>
internal static class PictureResizer
{
    /// <summary>Resizes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">New width in pixels.</param>
    /// <param name="height">New height in pixels.</param>
    public static RgbImage Resize(RgbImage image, int width, int height)
    {
        if (image.Width == width && image.Height == height)
        {
            return image;
        }

        // Columns first, one source row at a time; rows are summed up as they come.
        Tap[][] columns = Taps(image.Width, width), rows = Taps(image.Height, height);
        var readers = new List<(int Row, float Weight)>[image.Height];
        for (int y = 0; y < height; y++)
        {
            foreach (Tap tap in rows[y])
            {
                (readers[tap.Index] ??= []).Add((y, tap.Weight));
            }
        }

        Vector3[] sums = new Vector3[width * height];
        Vector3[] line = new Vector3[width];
        for (int y = 0; y < image.Height; y++)
        {
            if (readers[y] is null)
            {
                continue;
            }

            ReadOnlySpan<byte> source = image.Pixels.Slice(y * image.Width * 3, image.Width * 3);
            for (int x = 0; x < width; x++)
            {
                Vector3 sum = Vector3.Zero;
                foreach (Tap tap in columns[x])
                {
                    ReadOnlySpan<byte> p = source.Slice(3 * tap.Index, 3);
                    sum += tap.Weight * new Vector3(ColorSpace.ToLinear(p[0]), ColorSpace.ToLinear(p[1]), ColorSpace.ToLinear(p[2]));
                }

                line[x] = sum;
            }

            foreach ((int row, float weight) in readers[y])
            {
                for (int x = 0; x < width; x++)
                {
                    sums[(row * width) + x] += weight * line[x];
                }
            }
        }

        byte[] pixels = new byte[3 * sums.Length];
        for (int i = 0; i < sums.Length; i++)
        {
            pixels[3 * i] = ColorSpace.ToSrgbByte(sums[i].X);
            pixels[(3 * i) + 1] = ColorSpace.ToSrgbByte(sums[i].Y);
            pixels[(3 * i) + 2] = ColorSpace.ToSrgbByte(sums[i].Z);
        }

        return new RgbImage(width, height, pixels);
    }

    private static Tap[][] Taps(int from, int to)
    {
        double scale = (double)from / to, support = Math.Max(1, scale);
        Tap[][] taps = new Tap[to][];
        for (int i = 0; i < to; i++)
        {
            double center = ((i + 0.5) * scale) - 0.5;
            int first = Math.Max(0, (int)Math.Ceiling(center - support)), last = Math.Min(from - 1, (int)Math.Floor(center + support));
            var weights = new List<(int Index, double Weight)>();
            for (int s = first; s <= last; s++)
            {
                double weight = 1 - (Math.Abs(s - center) / support);
                if (weight > 0)
                {
                    weights.Add((s, weight));
                }
            }

            double sum = weights.Sum(w => w.Weight);
            taps[i] = [.. weights.Select(w => new Tap(w.Index, (float)(w.Weight / sum)))];
        }

        return taps;
    }

    private readonly record struct Tap(int Index, float Weight);
}

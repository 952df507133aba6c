using System.Numerics;
using Sam3D.Tensors;

namespace Sam3D.Training.Data.Scenes;

/// <summary>Blur and noise of a camera.</summary>
internal static class PictureFilters
{
    /// <summary>Averages over a square, twice as wide as the radius and one more; the border repeats.</summary>
    public static void BoxBlur(float[] values, int width, int height, int radius)
    {
        if (radius < 1)
        {
            return;
        }

        float[] line = new float[Math.Max(width, height)];
        for (int y = 0; y < height; y++)
        {
            BlurLine(values, y * width, 1, width, radius, line);
        }

        for (int x = 0; x < width; x++)
        {
            BlurLine(values, x, width, height, radius, line);
        }
    }

    /// <summary>Gaussian blur; the border repeats.</summary>
    /// <param name="values">[H, W]; replaced.</param>
    /// <param name="width">Width.</param>
    /// <param name="height">Height.</param>
    /// <param name="sigma">Standard deviation in pixels; below 0.2 nothing happens.</param>
    public static void GaussianBlur(Vector4[] values, int width, int height, float sigma)
    {
        if (sigma < 0.2f)
        {
            return;
        }

        int radius = (int)MathF.Ceiling(sigma * 2.5f);
        float[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(i => MathF.Exp(-i * i / (2 * sigma * sigma)))];
        float sum = weights.Sum();
        Vector4[] pass = new Vector4[values.Length];
        for (int i = 0; i < 2; i++)
        {
            (int stepX, int stepY) = i == 0 ? (1, 0) : (0, 1);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    Vector4 total = Vector4.Zero;
                    for (int k = -radius; k <= radius; k++)
                    {
                        int sx = Math.Clamp(x + (k * stepX), 0, width - 1), sy = Math.Clamp(y + (k * stepY), 0, height - 1);
                        total += values[(sy * width) + sx] * weights[k + radius];
                    }

                    pass[(y * width) + x] = total / sum;
                }
            }

            pass.CopyTo(values, 0);
        }
    }

    /// <summary>Adds noise to 8-bit pixels: the sum of four uniform numbers, nearly normal.</summary>
    public static void AddNoise(byte[] pixels, float deviation, ulong seed, uint stream)
    {
        if (deviation <= 0)
        {
            return;
        }

        uint[] words = new uint[pixels.Length];
        Philox.FillBits(words, seed, stream);
        const float deviationOfSum = 147.8f; // four bytes, each of deviation 73.9
        for (int i = 0; i < pixels.Length; i++)
        {
            uint w = words[i];
            int sum = (int)((w & 255) + ((w >> 8) & 255) + ((w >> 16) & 255) + (w >> 24)) - 510;
            pixels[i] = (byte)Math.Clamp(pixels[i] + (int)MathF.Round(sum * (deviation / deviationOfSum)), 0, 255);
        }
    }

    private static void BlurLine(float[] values, int start, int step, int count, int radius, float[] line)
    {
        float sum = 0;
        for (int i = -radius; i <= radius; i++)
        {
            sum += values[start + (Math.Clamp(i, 0, count - 1) * step)];
        }

        for (int i = 0; i < count; i++)
        {
            line[i] = sum / ((2 * radius) + 1);
            sum += values[start + (Math.Min(i + radius + 1, count - 1) * step)] - values[start + (Math.Max(i - radius, 0) * step)];
        }

        for (int i = 0; i < count; i++)
        {
            values[start + (i * step)] = line[i];
        }
    }
}

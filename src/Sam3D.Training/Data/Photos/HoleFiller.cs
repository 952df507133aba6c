using System.Numerics;

namespace Sam3D.Training.Data.Photos;

/// <summary>Fills the place of an object from what is round it: averages at ever coarser scales, brought back where nothing is known.</summary>
internal static class HoleFiller
{
    /// <summary>Fills pixels.</summary>
    /// <param name="colors">[H, W] linear RGB; replaced where the hole is.</param>
    /// <param name="hole">[H, W] what to fill, as a mask.</param>
    public static void Fill(Vector3[] colors, Mask hole)
    {
        var known = new Vector4[colors.Length];
        for (int i = 0; i < known.Length; i++)
        {
            known[i] = hole.Values[i] != 0 ? Vector4.Zero : new Vector4(colors[i], 1);
        }

        Vector4[] filled = Pull(known, hole.Width, hole.Height);
        for (int i = 0; i < colors.Length; i++)
        {
            if (hole.Values[i] != 0)
            {
                Vector4 c = filled[i];
                colors[i] = c.W > 0 ? new Vector3(c.X, c.Y, c.Z) / c.W : new Vector3(0.5f);
            }
        }
    }

    private static Vector4[] Pull(Vector4[] values, int width, int height)
    {
        if (width <= 1 && height <= 1)
        {
            return values;
        }

        int w = (width + 1) / 2, h = (height + 1) / 2;
        var half = new Vector4[w * h];
        for (int i = 0; i < values.Length; i++)
        {
            half[(i / width / 2 * w) + (i % width / 2)] += values[i];
        }

        for (int i = 0; i < half.Length; i++)
        {
            half[i] = half[i].W > 0 ? half[i] / half[i].W : Vector4.Zero;
        }

        Vector4[] coarse = Pull(half, w, h);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i].W <= 0)
            {
                values[i] = Sample(coarse, w, h, ((i % width) - 0.5f) / 2, ((i / width) - 0.5f) / 2);
            }
        }

        return values;
    }

    private static Vector4 Sample(Vector4[] values, int width, int height, float x, float y)
    {
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        float fx = x - left, fy = y - top;
        return Vector4.Lerp(
            Vector4.Lerp(At(left, top), At(left + 1, top), fx), Vector4.Lerp(At(left, top + 1), At(left + 1, top + 1), fx), fy);

        Vector4 At(int px, int py) => values[(Math.Clamp(py, 0, height - 1) * width) + Math.Clamp(px, 0, width - 1)];
    }
}

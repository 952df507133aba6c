namespace Sam3D.Cli.Tracking;

/// <summary>Draws what was found in a video onto its frames, to look at.</summary>
internal static class TrackOverlay
{
    /// <summary>Draws the objects of a frame: their pixels half in a colour of their own, their outlines whole.</summary>
    /// <param name="image">The frame.</param>
    /// <param name="masks">What was found on it.</param>
    /// <returns>A new picture of the same size.</returns>
    public static RgbImage Draw(RgbImage image, VideoMasks masks)
    {
        byte[] pixels = image.Pixels.ToArray();
        foreach (VideoObject item in masks.Objects)
        {
            Draw(pixels, item.Mask, ColorOf(item.Id));
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>The colour of an object: neighbouring numbers get hues that are far apart.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>Red, green and blue, sRGB.</returns>
    public static (byte Red, byte Green, byte Blue) ColorOf(int id)
    {
        const double GoldenShare = 0.618033988749895;
        double hue = 6 * (((id * GoldenShare) % 1) + 1) % 6;
        byte Part(double offset) => (byte)Math.Round(byte.MaxValue * Math.Clamp(Math.Abs(((hue + offset) % 6) - 3) - 1, 0, 1));
        return (Part(0), Part(4), Part(2));
    }

    private static void Draw(byte[] pixels, Mask mask, (byte Red, byte Green, byte Blue) color)
    {
        ReadOnlySpan<byte> values = mask.Values;
        (int width, int height) = (mask.Width, mask.Height);
        ReadOnlySpan<byte> parts = [color.Red, color.Green, color.Blue];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
            {
                continue;
            }

            (int x, int y) = (i % width, i / width);
            bool isInner = x > 0 && x < width - 1 && y > 0 && y < height - 1 && values[i - 1] != 0 && values[i + 1] != 0 && values[i - width] != 0 && values[i + width] != 0;
            for (int c = 0; c < 3; c++)
            {
                pixels[(3 * i) + c] = isInner ? (byte)((pixels[(3 * i) + c] + parts[c]) / 2) : parts[c];
            }
        }
    }
}

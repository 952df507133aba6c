using Sam3D.Rendering;

namespace Sam3D.DataEngine.Store;

/// <summary>What annotators see of a photograph: made once, of our own encoder, so that no foreign file reaches a browser.</summary>
internal static class AnnotatorPictures
{
    private const int Side = 640;
    private const int Dimming = 4;
    private const double Air = 0.2;

    /// <summary>The whole photograph, dark outside of the object, at most 640 pixels a side.</summary>
    public static RgbImage Overview(RgbImage photo, Mask mask)
    {
        byte[] pixels = photo.Pixels.ToArray();
        ReadOnlySpan<byte> values = mask.Values;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
            {
                pixels[3 * i] /= Dimming;
                pixels[(3 * i) + 1] /= Dimming;
                pixels[(3 * i) + 2] /= Dimming;
            }
        }

        return Fit(new RgbImage(photo.Width, photo.Height, pixels));
    }

    /// <summary>The object with a fifth of air around it, as the photograph shows it.</summary>
    public static RgbImage Detail(RgbImage photo, Mask mask)
    {
        PixelBounds bounds = mask.GetBounds() ?? new PixelBounds(0, 0, photo.Width - 1, photo.Height - 1);
        int air = (int)(Air * Math.Max(bounds.Right - bounds.Left + 1, bounds.Bottom - bounds.Top + 1));
        int left = Math.Max(0, bounds.Left - air), top = Math.Max(0, bounds.Top - air);
        int width = Math.Min(photo.Width - 1, bounds.Right + air) - left + 1, height = Math.Min(photo.Height - 1, bounds.Bottom + air) - top + 1;
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
        {
            photo.Pixels.Slice(3 * (((top + y) * photo.Width) + left), 3 * width).CopyTo(pixels.AsSpan(3 * y * width));
        }

        return Fit(new RgbImage(width, height, pixels));
    }

    private static RgbImage Fit(RgbImage picture)
    {
        double scale = Math.Min(1, (double)Side / Math.Max(picture.Width, picture.Height));
        return PictureResizer.Resize(picture, Math.Max(1, (int)Math.Round(picture.Width * scale)), Math.Max(1, (int)Math.Round(picture.Height * scale)));
    }
}

using Sam3D.Imaging;

namespace Sam3D.GraphCuts;

/// <summary>Rectangular parts of pictures, and places in them.</summary>
internal static class PictureParts
{
    /// <summary>The whole picture.</summary>
    public static PixelBounds Whole(int width, int height) => new(0, 0, width - 1, height - 1);

    /// <summary>Copies a part.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="part">Inside of the picture.</param>
    public static RgbImage Cut(RgbImage image, PixelBounds part)
    {
        if (part == Whole(image.Width, image.Height))
        {
            return image;
        }

        byte[] pixels = new byte[3 * part.Width * part.Height];
        for (int y = 0; y < part.Height; y++)
        {
            image.Pixels.Slice(3 * (((part.Top + y) * image.Width) + part.Left), 3 * part.Width).CopyTo(pixels.AsSpan(3 * y * part.Width));
        }

        return new RgbImage(part.Width, part.Height, pixels);
    }

    /// <summary>The mask of a part as a mask of the picture.</summary>
    /// <param name="mask">Of the part's size.</param>
    /// <param name="part">Inside of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    public static Mask Paste(Mask mask, PixelBounds part, int width, int height)
    {
        if (part == Whole(width, height))
        {
            return mask;
        }

        byte[] values = new byte[checked(width * height)];
        for (int y = 0; y < part.Height; y++)
        {
            mask.Values.Slice(y * part.Width, part.Width).CopyTo(values.AsSpan(((part.Top + y) * width) + part.Left));
        }

        return new Mask(width, height, values);
    }

    /// <summary>Makes a picture smaller so that its longer side has at most so many pixels.</summary>
    public static RgbImage Reduce(RgbImage image, int longest)
    {
        if (Math.Max(image.Width, image.Height) <= longest)
        {
            return image;
        }

        double scale = (double)longest / Math.Max(image.Width, image.Height);
        int width = Math.Max(1, (int)Math.Round(image.Width * scale)), height = Math.Max(1, (int)Math.Round(image.Height * scale));
        return new RgbImage(width, height, ByteResampler.Resize(image.PixelArray, 3, image.Height, image.Width, height, width));
    }

    /// <summary>A rectangle, moved and cut to lie inside of a picture.</summary>
    /// <param name="centerX">Middle column.</param>
    /// <param name="centerY">Middle row.</param>
    /// <param name="partWidth">Columns wanted.</param>
    /// <param name="partHeight">Rows wanted.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="step">The rectangle's corner lies on multiples of this part of its size, so that near clicks share it; 0 for anywhere.</param>
    public static PixelBounds Around(double centerX, double centerY, double partWidth, double partHeight, int width, int height, double step = 0)
    {
        int w = Math.Clamp((int)Math.Ceiling(partWidth), 1, width), h = Math.Clamp((int)Math.Ceiling(partHeight), 1, height);
        double left = centerX - (w / 2.0), top = centerY - (h / 2.0);
        if (step > 0)
        {
            left = Math.Round(left / (step * w)) * step * w;
            top = Math.Round(top / (step * h)) * step * h;
        }

        int x = Math.Clamp((int)Math.Round(left), 0, width - w), y = Math.Clamp((int)Math.Round(top), 0, height - h);
        return new PixelBounds(x, y, x + w - 1, y + h - 1);
    }
}

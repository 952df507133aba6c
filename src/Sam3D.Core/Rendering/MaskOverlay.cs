namespace Sam3D.Rendering;

/// <summary>Draws masks over their photograph: a colour and a number for each.</summary>
public static class MaskOverlay
{
    private const double Opacity = 0.5, GoldenAngle = 0.61803398875;
    private const int GlyphWidth = 3, GlyphHeight = 5;

    // Digits 0 to 9, five rows of three pixels each, the upper row in the highest bits.
    private static readonly int[] Digits = [0x7B6F, 0x2C97, 0x73E7, 0x73CF, 0x5BC9, 0x79CF, 0x79EF, 0x7252, 0x7BEF, 0x7BCF];

    /// <summary>Draws.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="masks">Masks of its size; later ones are drawn over earlier ones, so give large ones first. The number of mask i is <see cref="ScoredMask.Id"/> + 1.</param>
    /// <returns>The photograph with half-transparent colours, boundaries and numbers; colours follow from the numbers alone.</returns>
    /// <exception cref="MaskException">A mask has another size than the photograph.</exception>
    public static RgbImage Draw(RgbImage photo, IReadOnlyList<ScoredMask> masks)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(masks);
        byte[] pixels = photo.Pixels.ToArray();
        int line = Math.Max(1, Math.Max(photo.Width, photo.Height) / 600);
        foreach (ScoredMask item in masks)
        {
            Mask mask = item.Mask;
            if (mask.Width != photo.Width || mask.Height != photo.Height)
            {
                throw new MaskException($"Mask {item.Id} has {mask.Width}×{mask.Height} pixels, its photograph {photo.Width}×{photo.Height}; give masks of the photograph's size.");
            }

            (byte R, byte G, byte B) color = ColorOf(item.Id);
            for (int y = 0, i = 0; y < photo.Height; y++)
            {
                for (int x = 0; x < photo.Width; x++, i++)
                {
                    if (mask.Values[i] != 0)
                    {
                        Blend(pixels, i, color, IsBoundary(mask, x, y, line) ? 1 : Opacity);
                    }
                }
            }
        }

        foreach (ScoredMask item in masks)
        {
            Label(pixels, photo, item);
        }

        return new RgbImage(photo.Width, photo.Height, pixels);
    }

    /// <summary>The colour of a number: hues that are far apart for near numbers.</summary>
    /// <param name="id">A number, 0 or more.</param>
    public static (byte R, byte G, byte B) ColorOf(int id)
    {
        double hue = 6 * ((0.02 + (id * GoldenAngle)) % 1), lightness = id % 2 == 0 ? 1 : 0.8;
        double Channel(double offset)
        {
            double k = (offset + hue) % 6;
            return 255 * lightness * (1 - (0.85 * Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
        }

        return ((byte)Channel(5), (byte)Channel(3), (byte)Channel(1));
    }

    private static bool IsBoundary(Mask mask, int x, int y, int line) =>
        x - line < 0 || !mask[x - line, y] || x + line >= mask.Width || !mask[x + line, y]
        || y - line < 0 || !mask[x, y - line] || y + line >= mask.Height || !mask[x, y + line];

    private static void Blend(byte[] pixels, int pixel, (byte R, byte G, byte B) color, double opacity)
    {
        Span<byte> rgb = pixels.AsSpan(3 * pixel, 3);
        rgb[0] = (byte)Math.Round(((1 - opacity) * rgb[0]) + (opacity * color.R));
        rgb[1] = (byte)Math.Round(((1 - opacity) * rgb[1]) + (opacity * color.G));
        rgb[2] = (byte)Math.Round(((1 - opacity) * rgb[2]) + (opacity * color.B));
    }

    /// <summary>The number in white on black, on the run of the mask's pixels that is longest among its rows.</summary>
    private static void Label(byte[] pixels, RgbImage photo, ScoredMask item)
    {
        int bestStart = 0, bestLength = 0, bestRow = 0;
        for (int y = 0; y < photo.Height; y++)
        {
            for (int x = 0, start = 0; x <= photo.Width; x++)
            {
                if (x < photo.Width && item.Mask[x, y])
                {
                    continue;
                }

                (bestStart, bestLength, bestRow) = x - start > bestLength ? (start, x - start, y) : (bestStart, bestLength, bestRow);
                start = x + 1;
            }
        }

        if (bestLength == 0)
        {
            return;
        }

        string text = (item.Id + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        int scale = Math.Max(1, Math.Max(photo.Width, photo.Height) / 250);
        int width = ((text.Length * (GlyphWidth + 1)) + 1) * scale, height = (GlyphHeight + 2) * scale;
        int left = Math.Clamp(bestStart + ((bestLength - width) / 2), 0, Math.Max(0, photo.Width - width)), top = Math.Clamp(bestRow - (height / 2), 0, Math.Max(0, photo.Height - height));
        for (int y = 0; y < height && top + y < photo.Height; y++)
        {
            for (int x = 0; x < width && left + x < photo.Width; x++)
            {
                byte value = IsInk(text, (x / scale) - 1, (y / scale) - 1) ? byte.MaxValue : (byte)0;
                pixels.AsSpan(3 * (((top + y) * photo.Width) + left + x), 3).Fill(value);
            }
        }
    }

    private static bool IsInk(string text, int x, int y)
    {
        int column = x % (GlyphWidth + 1);
        if (x < 0 || y is < 0 or >= GlyphHeight || column == GlyphWidth || x / (GlyphWidth + 1) >= text.Length)
        {
            return false;
        }

        int bit = (GlyphHeight * GlyphWidth) - 1 - (y * GlyphWidth) - column;
        return ((Digits[text[x / (GlyphWidth + 1)] - '0'] >> bit) & 1) != 0;
    }
}

using Sam3D.Imaging;

namespace Sam3D;

public sealed partial class Mask
{
    /// <summary>
    /// Reads a mask (PNG, JPEG, WebP, BMP; grey, palette, RGB or RGBA of up to 8 bits a channel). Where the file has a pixel that is
    /// not opaque, alpha above 0 is the object; else, as in the official <c>load_mask</c>, the last colour channel above 0. In a
    /// palette picture every colour but black is the object. EXIF orientation is applied.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see langword="null"/> takes the defaults.</param>
    /// <returns>The mask; it may be empty, see <see cref="ThrowIfUnusableFor"/>.</returns>
    /// <exception cref="MaskException">The file is missing, not a picture, incomplete, larger than the limits, or of 16 bits a channel.</exception>
    public static Mask Load(string path, ImageReadOptions? options = null) =>
        Decode(PictureFile.Read(path, isMask: true, options));

    /// <summary>Reads a mask from a stream, which is read to its end and stays open; see <see cref="Load(string, ImageReadOptions)"/>.</summary>
    /// <param name="stream">The bytes of a file.</param>
    /// <param name="options">Limits; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="MaskException">As for files.</exception>
    public static Mask Load(Stream stream, ImageReadOptions? options = null) =>
        Decode(PictureFile.Read(stream, isMask: true, options));

    /// <summary>The pixels of a picture whose alpha is above 0.</summary>
    /// <param name="image">A picture that was read from a file with transparent pixels.</param>
    /// <exception cref="MaskException">The picture has no alpha channel, or is opaque everywhere.</exception>
    public static Mask FromAlpha(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.AlphaMask ?? throw new MaskException(
            $"The {image.Width}×{image.Height} picture has no transparent pixel that could tell the object from its background; give a mask file.");
    }

    /// <summary>Writes the mask as an 8-bit greyscale PNG of 0 and 255, completely or not at all.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <exception cref="ExportException">The place cannot be written.</exception>
    public void SavePng(string path) => SkiaCodec.WriteGrey(path, _values, Width, Height);

    private static Mask Decode(PictureFile file)
    {
        byte[] colour = [], alpha = [];
        PixelOrder order = default;
        SkiaCodec.Decode(file, format =>
        {
            if (format.BitsPerChannel > 8)
            {
                throw file.Error($"is a {format.Name} of {format.BitsPerChannel} bits a channel, a mask has 8; convert it to an 8-bit greyscale PNG");
            }

            order = format.Order;
            colour = new byte[order.Width * order.Height];
            alpha = format.HasAlpha ? new byte[colour.Length] : [];
            return (y, rgba) =>
            {
                int i = order.Offset + (y * order.RowStep);
                for (int x = 0; x < rgba.Length; x += 4, i += order.ColumnStep)
                {
                    colour[i] = format.IsPalette ? (byte)(rgba[x] | rgba[x + 1] | rgba[x + 2]) : rgba[x + 2];
                    if (alpha.Length != 0)
                    {
                        alpha[i] = rgba[x + 3];
                    }
                }
            };
        });
        bool transparent = alpha.AsSpan().ContainsAnyExcept((byte)255);
        return new Mask(order.Width, order.Height, transparent ? alpha : colour);
    }
}

using Sam3D.Imaging;

namespace Sam3D;

public sealed partial class RgbImage
{
    private const int MaxJpegSide = 65_500;

    /// <summary>The pixels [H, W, RGB] for code that works on several threads.</summary>
    internal byte[] PixelArray => _pixels;

    /// <summary>
    /// Reads a photograph (PNG, JPEG, BMP, or the first picture of a WebP). EXIF orientation is applied, transparent pixels keep their
    /// colours, and colour values stay as stored, without conversion by a colour profile (as the official code reads pictures).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits and conversions; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="ImageException">
    /// The file is missing, not a picture, incomplete, larger than the limits, or, without <see cref="ImageReadOptions.ConvertToRgb8"/>, of 16 bits
    /// a channel or greyscale.
    /// </exception>
    public static RgbImage Load(string path, ImageReadOptions? options = null) =>
        Decode(PictureFile.Read(path, isMask: false, options));

    /// <summary>Reads a photograph from a stream, which is read to its end and stays open; see <see cref="Load(string, ImageReadOptions)"/>.</summary>
    /// <param name="stream">The bytes of a file.</param>
    /// <param name="options">Limits and conversions; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="ImageException">As for files.</exception>
    public static RgbImage Load(Stream stream, ImageReadOptions? options = null) =>
        Decode(PictureFile.Read(stream, isMask: false, options));

    /// <summary>Writes the pixels as an 8-bit RGB PNG, completely or not at all. <see cref="AlphaMask"/> is not written.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <exception cref="ExportException">The place cannot be written.</exception>
    public void SavePng(string path) => SkiaCodec.WriteRgb(path, _pixels, Width, Height, jpegQuality: null);

    /// <summary>Writes the pixels as a JPEG without chroma subsampling, completely or not at all.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="quality">1 (smallest) to 100 (best).</param>
    /// <exception cref="ExportException">The place cannot be written, or a side is above 65,500 pixels, the most that a JPEG can have.</exception>
    public void SaveJpeg(string path, int quality = 92)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (Math.Max(Width, Height) > MaxJpegSide)
        {
            throw new ExportException($"{path}: a JPEG has at most {MaxJpegSide:N0} pixels a side, the picture is {Width}×{Height}; write a PNG.");
        }

        SkiaCodec.WriteRgb(path, _pixels, Width, Height, quality);
    }

    private static RgbImage Decode(PictureFile file)
    {
        byte[] rgb = [], alpha = [];
        PixelOrder order = default;
        SkiaCodec.Decode(file, format =>
        {
            RefuseUnlessRgb8(file, format);
            order = format.Order;
            rgb = new byte[3 * order.Width * order.Height];
            alpha = format.HasAlpha ? new byte[order.Width * order.Height] : [];
            return (y, rgba) =>
            {
                int i = order.Offset + (y * order.RowStep);
                for (int x = 0; x < rgba.Length; x += 4, i += order.ColumnStep)
                {
                    rgb[3 * i] = rgba[x];
                    rgb[(3 * i) + 1] = rgba[x + 1];
                    rgb[(3 * i) + 2] = rgba[x + 2];
                    if (alpha.Length != 0)
                    {
                        alpha[i] = rgba[x + 3];
                    }
                }
            };
        });
        bool transparent = alpha.AsSpan().ContainsAnyExcept((byte)255);
        return new RgbImage(order.Width, order.Height, rgb, transparent ? new Mask(order.Width, order.Height, alpha) : null);
    }

    private static void RefuseUnlessRgb8(PictureFile file, PictureFormat format)
    {
        if (!file.Options.ConvertToRgb8 && (format.IsGrey || format.BitsPerChannel > 8))
        {
            throw file.Error(
                $"is a {(format.IsGrey ? "greyscale" : "colour")} {format.Name} of {format.BitsPerChannel} bits a channel, an 8-bit RGB photograph "
                + "is expected; convert it to 8-bit RGB, or read it with ImageReadOptions.ConvertToRgb8");
        }
    }
}

using System.Runtime.InteropServices;
using Sam3D.Export;
using SkiaSharp;

namespace Sam3D.Imaging;

/// <summary>Decodes and encodes picture files. The only file that knows the codec library.</summary>
internal static unsafe class SkiaCodec
{
    private const int StripRows = 64;
    private const string Incomplete = "is incomplete or damaged, not all of its pixels can be read; export or download it again";

    /// <summary>Takes a decoded row: [width, RGBA], not premultiplied, in stored order.</summary>
    public delegate void RowReader(int y, ReadOnlySpan<byte> rgba);

    /// <summary>
    /// Decodes a file completely or throws. <paramref name="begin"/> sees size and format before anything of the picture's size is
    /// allocated here, and returns what takes the rows.
    /// </summary>
    public static void Decode(PictureFile file, Func<PictureFormat, RowReader> begin)
    {
        PictureHeader header = CheckHeader(file);
        fixed (byte* bytes = file.Bytes)
        {
            using SKData data = SKData.Create((nint)bytes, file.Bytes.Length);
            using SKCodec codec = SKCodec.Create(data) ?? throw file.Error(
                "is not a picture that can be read (damaged header, or not PNG, JPEG, WebP or BMP); export it as PNG or JPEG");
            PictureFormat format = Describe(file, header, codec);
            try
            {
                RowReader reader = begin(format);
                DecodeRows(file, codec, reader);
            }
            catch (OutOfMemoryException e)
            {
                throw file.Error($"has {format.StoredWidth}×{format.StoredHeight} pixels, too many for the free memory; make it smaller", e);
            }
        }
    }

    /// <summary>Writes [H, W, RGB] bytes as PNG or, with a quality, as JPEG.</summary>
    public static void WriteRgb(string path, ReadOnlySpan<byte> rgb, int width, int height, int? jpegQuality)
    {
        Write(path, Padded(rgb, width, height), new SKImageInfo(width, height, SKColorType.Rgb888x, SKAlphaType.Opaque), 4 * width, jpegQuality);
    }

    /// <summary>[H, W, RGB] bytes as the bytes of a PNG.</summary>
    public static byte[] EncodeRgb(ReadOnlySpan<byte> rgb, int width, int height)
    {
        fixed (byte* p = Padded(rgb, width, height))
        {
            using var pixmap = new SKPixmap(new SKImageInfo(width, height, SKColorType.Rgb888x, SKAlphaType.Opaque), (nint)p, 4 * width);
            using SKData data = pixmap.Encode(SKPngEncoderOptions.Default)
                ?? throw new ExportException($"{width}×{height} pixels could not be encoded as PNG; choose a smaller picture.");
            return data.ToArray();
        }
    }

    /// <summary>Writes [H, W] bytes as a greyscale PNG.</summary>
    public static void WriteGrey(string path, ReadOnlySpan<byte> values, int width, int height) =>
        Write(path, values, new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque), width, null);

    private static byte[] Padded(ReadOnlySpan<byte> rgb, int width, int height)
    {
        byte[] rgbx = new byte[checked(4 * width * height)];
        for (int i = 0; i < width * height; i++)
        {
            rgb.Slice(3 * i, 3).CopyTo(rgbx.AsSpan(4 * i));
            rgbx[(4 * i) + 3] = 255;
        }

        return rgbx;
    }

    private static void Write(string path, ReadOnlySpan<byte> pixels, SKImageInfo info, int rowBytes, int? jpegQuality)
    {
        fixed (byte* p = pixels)
        {
            // Encoded in memory: an exception of a stream must not cross native code.
            using var pixmap = new SKPixmap(info, (nint)p, rowBytes);
            using SKData data = (jpegQuality is int quality
                ? pixmap.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore))
                : pixmap.Encode(SKPngEncoderOptions.Default))
                ?? throw new ExportException($"{path}: {info.Width}×{info.Height} pixels could not be encoded; choose PNG or a smaller picture.");
            AtomicFile.Write(path, stream => data.SaveTo(stream));
        }
    }

    private static PictureFormat Describe(PictureFile file, PictureHeader header, SKCodec codec)
    {
        SKImageInfo info = codec.Info;
        if (codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Bmp))
        {
            throw file.Error($"is a picture of the format {codec.EncodedFormat}; export it as PNG, JPEG, WebP or BMP");
        }

        CheckSize(file, info.Width, info.Height);
        return new PictureFormat(
            info.Width, info.Height, PixelOrder.Of(codec.EncodedOrigin, info.Width, info.Height), header.BitsPerChannel,
            header.IsGrey || info.ColorType == SKColorType.Gray8, header.IsPalette, info.AlphaType != SKAlphaType.Opaque,
            codec.EncodedFormat.ToString().ToUpperInvariant());
    }

    private static PictureHeader CheckHeader(PictureFile file)
    {
        PictureHeader header = PictureHeader.Read(file.Bytes);
        CheckSize(file, header.Width, header.Height);
        if (header.LeastBytes > file.Bytes.Length)
        {
            throw file.Error($"declares {header.Width}×{header.Height} pixels, which its {file.Bytes.Length:N0} bytes cannot hold; export it again");
        }

        return header.HasEnd ? header : throw file.Error(Incomplete);
    }

    private static void CheckSize(PictureFile file, long width, long height)
    {
        long limit = Math.Min(file.Options.MaxPixels, ImageReadOptions.MostPixels);
        if ((UInt128)width * (UInt128)height > (UInt128)Math.Max(limit, 0))
        {
            throw file.Error($"declares {width}×{height} pixels, the limit is {limit:N0} pixels; make it smaller or raise ImageReadOptions.MaxPixels");
        }
    }

    // JPEGs, the large ones, are decoded in strips; other formats need a picture of 4 bytes a pixel.
    private static void DecodeRows(PictureFile file, SKCodec codec, RowReader reader)
    {
        // No colour space: the stored values are kept, as the official code keeps them.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bool strips = codec.EncodedFormat == SKEncodedImageFormat.Jpeg
            && codec.StartScanlineDecode(info) == SKCodecResult.Success
            && codec.ScanlineOrder == SKCodecScanlineOrder.TopDown;
        int rows = strips ? Math.Min(StripRows, info.Height) : info.Height;
        void* pixels = NativeMemory.Alloc((nuint)info.RowBytes, (nuint)rows);
        try
        {
            for (int top = 0; top < info.Height; top += rows)
            {
                int count = Math.Min(rows, info.Height - top);
                bool complete = strips
                    ? codec.GetScanlines((nint)pixels, count, info.RowBytes) == count
                    : codec.GetPixels(info, (nint)pixels) == SKCodecResult.Success;
                if (!complete)
                {
                    throw file.Error(Incomplete);
                }

                for (int y = 0; y < count; y++)
                {
                    reader(top + y, new ReadOnlySpan<byte>((byte*)pixels + ((long)y * info.RowBytes), info.RowBytes));
                }
            }
        }
        finally
        {
            NativeMemory.Free(pixels);
        }
    }
}

/// <summary>What is known of a picture before it is decoded.</summary>
/// <param name="StoredWidth">Columns as stored.</param>
/// <param name="StoredHeight">Rows as stored.</param>
/// <param name="Order">Where the stored pixels stand in the upright picture.</param>
/// <param name="BitsPerChannel">Bits a channel.</param>
/// <param name="IsGrey">Whether there is one colour channel.</param>
/// <param name="IsPalette">Whether pixels are indices of a palette.</param>
/// <param name="HasAlpha">Whether pixels may be transparent.</param>
/// <param name="Name">The format's name.</param>
internal sealed record PictureFormat(
    int StoredWidth, int StoredHeight, PixelOrder Order, int BitsPerChannel, bool IsGrey, bool IsPalette, bool HasAlpha, string Name);

using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Sam3D.Core.Tests.Imaging;

/// <summary>Picture files of every kind, made from their bytes.</summary>
internal static class PictureFiles
{
    /// <summary>A PNG; the scan lines come without filter bytes and are packed as the bit depth says.</summary>
    public static byte[] Png(
        int width, int height, int bits, int colourType, byte[] lines, byte[]? palette = null, byte[]? transparency = null)
    {
        int stride = height == 0 ? 0 : lines.Length / height;
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(lines, y * stride, stride);
            }
        }

        return
        [
            0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10,
            .. Header(width, height, bits, colourType),
            .. palette is null ? [] : Chunk("PLTE", palette),
            .. transparency is null ? [] : Chunk("tRNS", transparency),
            .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    /// <summary>A PNG header chunk, for files that lie about their size.</summary>
    public static byte[] Header(int width, int height, int bits, int colourType)
    {
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, (byte)bits, (byte)colourType, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        return Chunk("IHDR", header);
    }

    /// <summary>Encodes [H, W, C] bytes, C = 1 (grey) or 4 (RGBA, opaque for JPEG).</summary>
    public static byte[] Encode(int width, int height, int channels, byte[] pixels, SKEncodedImageFormat format, int quality = 95)
    {
        var info = new SKImageInfo(
            width, height, channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, channels == 1 ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        using SKImage image = SKImage.FromPixelCopy(info, pixels, width * channels);
        using SKData data = image.Encode(format, quality);
        return data.ToArray();
    }

    /// <summary>Adds an EXIF segment with an orientation (1 to 8) behind the start of a JPEG.</summary>
    public static byte[] WithOrientation(byte[] jpeg, int orientation) =>
    [
        0xFF, 0xD8, 0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0,
        (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, // one entry
        1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, // orientation, SHORT, 1 value
        0, 0, 0, 0,
        .. jpeg[2..],
    ];

    /// <summary>Random bytes.</summary>
    public static byte[] Noise(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Smooth [H, W, RGBA] colours, opaque, that survive JPEG.</summary>
    public static byte[] Gradient(int width, int height)
    {
        byte[] rgba = new byte[4 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            rgba[4 * i] = (byte)(255 * (i % width) / width);
            rgba[(4 * i) + 1] = (byte)(255 * (i / width) / height);
            rgba[(4 * i) + 2] = 128;
            rgba[(4 * i) + 3] = 255;
        }

        return rgba;
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        for (int i = 0; i < 4; i++)
        {
            chunk[4 + i] = (byte)type[i];
        }

        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4..), Crc(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB8_8320);
            }
        }

        return ~crc;
    }
}

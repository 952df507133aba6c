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

    /// <summary>
    /// A progressive JPEG of 16×16 pixels: a first scan with the upper bits of the mean of each 8×8 block, and a second one with the lowest bit.
    /// </summary>
    public static byte[] ProgressiveJpeg()
    {
        // [block, Y Cb Cr]; the table gives the bit counts 0 to 8 the codes 0000 to 1000.
        int[,] means = { { 41, -30, 7 }, { -60, 11, 35 }, { 90, 3, -43 }, { -7, 55, -1 } };
        string upper = "", lowest = "";
        int[] previous = new int[3];
        for (int block = 0; block < 4; block++)
        {
            for (int c = 0; c < 3; c++)
            {
                int difference = (means[block, c] >> 1) - previous[c];
                previous[c] += difference;
                int bits = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Abs(difference));
                int coded = difference < 0 ? difference + (1 << bits) - 1 : difference;
                upper += Convert.ToString(bits, 2).PadLeft(4, '0') + (bits == 0 ? "" : Convert.ToString(coded, 2).PadLeft(bits, '0'));
                lowest += means[block, c] & 1;
            }
        }

        return
        [
            0xFF, 0xD8,
            0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)8, 64),
            0xFF, 0xC2, 0, 17, 8, 0, 16, 0, 16, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0,
            0xFF, 0xC4, 0, 28, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8,
            0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0x01, .. Coded(upper),
            0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0x10, .. Coded(lowest),
            0xFF, 0xD9,
        ];

        static IEnumerable<byte> Coded(string bits) => bits.PadRight((bits.Length + 7) / 8 * 8, '1').Chunk(8)
            .Select(b => Convert.ToByte(new string(b), 2)).SelectMany(b => b == 0xFF ? (byte[])[b, 0] : [b]);
    }

    /// <summary>A BMP of 24 bits a pixel.</summary>
    public static byte[] Bmp(int width, int height, int seed)
    {
        int stride = ((3 * width) + 3) / 4 * 4;
        return
        [
            (byte)'B', (byte)'M', .. BitConverter.GetBytes(54 + (stride * height)), 0, 0, 0, 0, 54, 0, 0, 0,
            40, 0, 0, 0, .. BitConverter.GetBytes(width), .. BitConverter.GetBytes(height), 1, 0, 24, 0, .. new byte[24],
            .. Noise(stride * height, seed),
        ];
    }

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

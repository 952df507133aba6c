using System.Buffers.Binary;

namespace Sam3D.Imaging;

/// <summary>What PNG and JPEG files say of their channels, which the codec hides by converting them.</summary>
/// <param name="BitsPerChannel">Bits of a channel.</param>
/// <param name="IsGrey">Whether there is one colour channel.</param>
/// <param name="IsPalette">Whether pixels are indices of a palette.</param>
/// <param name="LeastBytes">The least number of bytes that a complete file of the declared size can have.</param>
internal readonly record struct PictureHeader(int BitsPerChannel, bool IsGrey, bool IsPalette, long LeastBytes)
{
    // Deflate cannot expand a byte to more than this.
    private const int DeflateExpansion = 1032;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Reads the header; other formats, and headers that are cut off, count as 8-bit colour.</summary>
    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        if (file.Length >= 26 && file.StartsWith(PngSignature))
        {
            return ReadPng(file);
        }

        return file is [0xFF, 0xD8, ..] ? ReadJpeg(file) : new PictureHeader(8, false, false, 0);
    }

    // IHDR is the first chunk: length, type, width, height, bit depth, colour type (0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA).
    private static PictureHeader ReadPng(ReadOnlySpan<byte> file)
    {
        long width = BinaryPrimitives.ReadUInt32BigEndian(file[16..]);
        long height = BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
        int bits = file[24];
        int type = file[25];
        int channels = type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        UInt128 raw = (UInt128)height * (ulong)(1 + (width * bits * channels / 8));
        return new PictureHeader(bits, type is 0 or 4, type == 3, (long)(raw / DeflateExpansion));
    }

    // Segments are FF, marker, length (itself included), content; a frame header's content begins with precision, height, width,
    // number of components.
    private static PictureHeader ReadJpeg(ReadOnlySpan<byte> file)
    {
        for (int i = 2; i + 10 <= file.Length;)
        {
            if (file[i] != 0xFF)
            {
                break;
            }

            int marker = file[i + 1];
            if (marker is 0xFF or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                i += marker == 0xFF ? 1 : 2;
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new PictureHeader(file[i + 4], file[i + 9] == 1, false, 0);
            }

            i += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(i + 2)..]);
        }

        return new PictureHeader(8, false, false, 0);
    }
}

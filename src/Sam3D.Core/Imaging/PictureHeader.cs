using System.Buffers.Binary;

namespace Sam3D.Imaging;

/// <summary>What PNG and JPEG files say of themselves, read without the codec, which hides a part of it.</summary>
/// <param name="Width">Columns; 0 where unknown.</param>
/// <param name="Height">Rows; 0 where unknown.</param>
/// <param name="BitsPerChannel">Bits of a channel.</param>
/// <param name="IsGrey">Whether there is one colour channel.</param>
/// <param name="IsPalette">Whether pixels are indices of a palette.</param>
/// <param name="LeastBytes">The least number of bytes that a complete file of the declared size can have.</param>
/// <param name="HasEnd">
/// Whether the file reaches its end mark. Decoders take a progressive JPEG that is cut off between two scans for complete, so
/// this is checked apart from decoding.
/// </param>
internal readonly record struct PictureHeader(
    long Width, long Height, int BitsPerChannel, bool IsGrey, bool IsPalette, long LeastBytes, bool HasEnd)
{
    // Deflate cannot expand a byte to more than this.
    private const int DeflateExpansion = 1032;

    // A Huffman-coded block of 8×8 samples takes at least a bit, and whatever the subsampling there is a block for each 128 pixels.
    private const int JpegPixelsPerByte = 1024;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Reads the header; other formats, and headers that are cut off, count as complete 8-bit colour pictures.</summary>
    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        if (file.Length >= 26 && file.StartsWith(PngSignature))
        {
            return ReadPng(file);
        }

        return file is [0xFF, 0xD8, ..] ? ReadJpeg(file) : new PictureHeader(0, 0, 8, false, false, 0, true);
    }

    // Chunks are length, type, content, checksum. The first one, IHDR, holds width, height, bit depth and colour type (0 grey, 2 RGB,
    // 3 palette, 4 grey + alpha, 6 RGBA); the last one is IEND.
    private static PictureHeader ReadPng(ReadOnlySpan<byte> file)
    {
        long width = BinaryPrimitives.ReadUInt32BigEndian(file[16..]);
        long height = BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
        int bits = file[24];
        int type = file[25];
        int channels = type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        UInt128 raw = (UInt128)height * (ulong)(1 + (width * bits * channels / 8));

        bool end = false;
        for (long i = 8; !end && i + 12 <= file.Length; i += 12 + BinaryPrimitives.ReadUInt32BigEndian(file[(int)i..]))
        {
            end = file.Slice((int)i + 4, 4).SequenceEqual("IEND"u8);
        }

        return new PictureHeader(width, height, bits, type is 0 or 4, type == 3, (long)(raw / DeflateExpansion), end);
    }

    // Segments are FF, marker, length (itself included), content; a frame header's content begins with precision, height, width,
    // number of components. Behind a scan header stands coded data, in which FF is followed by 0 or a restart marker.
    private static PictureHeader ReadJpeg(ReadOnlySpan<byte> file)
    {
        var header = new PictureHeader(0, 0, 8, false, false, 0, false);
        for (int i = 2; i + 2 <= file.Length;)
        {
            int marker = file[i + 1];
            if (file[i] != 0xFF || marker is 0x00 or 0xFF or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                // Coded data, or filling: on to the next FF.
                int next = file[(i + 1)..].IndexOf((byte)0xFF);
                if (next < 0)
                {
                    break;
                }

                i += 1 + next;
                continue;
            }

            if (marker == 0xD9)
            {
                return header with { HasEnd = true };
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && i + 10 <= file.Length)
            {
                long height = BinaryPrimitives.ReadUInt16BigEndian(file[(i + 5)..]);
                long width = BinaryPrimitives.ReadUInt16BigEndian(file[(i + 7)..]);
                long least = marker < 0xC8 ? width * height / JpegPixelsPerByte : 0;
                header = new PictureHeader(width, height, file[i + 4], file[i + 9] == 1, false, least, false);
            }

            i += i + 4 <= file.Length ? 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(i + 2)..]) : 4;
        }

        return header;
    }
}

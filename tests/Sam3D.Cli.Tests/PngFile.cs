using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sam3D.Cli.Tests;

/// <summary>Writes PNG files that the library itself does not write.</summary>
internal static class PngFile
{
    /// <summary>An 8-bit RGBA picture: opaque where the mask is set, transparent elsewhere.</summary>
    public static byte[] Rgba(RgbImage image, Mask mask)
    {
        byte[] lines = new byte[image.Height * ((4 * image.Width) + 1)]; // each line begins with filter 0
        int at = 0;
        for (int y = 0; y < image.Height; y++)
        {
            at++;
            for (int x = 0; x < image.Width; x++, at += 4)
            {
                int pixel = (y * image.Width) + x;
                image.Pixels.Slice(3 * pixel, 3).CopyTo(lines.AsSpan(at));
                lines[at + 3] = mask.Values[pixel];
            }
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(lines);
        }

        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]; // 8 bits, RGBA
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}

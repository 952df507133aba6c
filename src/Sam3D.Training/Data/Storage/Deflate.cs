using System.IO.Compression;

namespace Sam3D.Training.Data.Storage;

/// <summary>Compresses parts of records.</summary>
internal static class Deflate
{
    // Deflate's longest match, 258 bytes, takes 2 bits at least; its end and the heads of blocks take a few.
    private const int MaxRatio = 1032;

    /// <summary>Compresses for speed.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> data)
    {
        using var result = new MemoryStream();
        using (var deflate = new DeflateStream(result, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(data);
        }

        return result.ToArray();
    }

    /// <summary>Decompresses exactly as many bytes as expected. Memory is taken only where so many can come out.</summary>
    /// <exception cref="InvalidDataException">The data are damaged, or there are fewer or more bytes.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int length)
    {
        if (length > (long)MaxRatio * packed.Length)
        {
            throw new InvalidDataException($"a part of {packed.Length} bytes cannot become the {length} that it should");
        }

        byte[] result = new byte[length];
        using var deflate = new DeflateStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        int read = deflate.ReadAtLeast(result, length, throwOnEndOfStream: false);
        if (read != length || deflate.ReadByte() >= 0)
        {
            throw new InvalidDataException($"a part does not have the {length} bytes that it should");
        }

        return result;
    }
}

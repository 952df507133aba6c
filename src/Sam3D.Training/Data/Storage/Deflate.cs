using System.IO.Compression;

namespace Sam3D.Training.Data.Storage;

/// <summary>Compresses parts of records.</summary>
internal static class Deflate
{
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

    /// <summary>Decompresses exactly as many bytes as expected.</summary>
    /// <exception cref="InvalidDataException">The data are damaged, or there are fewer or more bytes.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int length)
    {
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

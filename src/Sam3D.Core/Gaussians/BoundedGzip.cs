using System.Buffers.Binary;
using System.IO.Compression;

namespace Sam3D.Gaussians;

/// <summary>
/// The decompressed bytes of a gzip stream of one member (RFC 1952) in constant memory, compared at the end with the checksum and the length that stand
/// there: the platform's decompressor ends a stream silently where the file was cut off.
/// </summary>
internal sealed class BoundedGzip : IDisposable
{
    /// <summary>Bytes of the shortest gzip stream: its header and its trailer.</summary>
    public const int SmallestLength = 18;

    private const int TrailerBytes = 8;
    private const uint Polynomial = 0xEDB88320; // that of RFC 1952, reflected

    private static readonly uint[] Table = BuildTable();

    private readonly GZipStream _stream;
    private readonly string _name;
    private readonly long _limit;
    private readonly uint _expectedChecksum;
    private readonly uint _expectedLength;
    private uint _checksum = uint.MaxValue;
    private long _length;

    /// <summary>Begins at the stream's position; the rest of it is the file.</summary>
    /// <param name="source">A stream that can seek, with at least <see cref="SmallestLength"/> bytes left; stays open.</param>
    /// <param name="name">The file in errors.</param>
    /// <param name="limit">Most bytes that are decompressed.</param>
    public BoundedGzip(Stream source, string name, long limit)
    {
        long start = source.Position;
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        source.Position = source.Length - TrailerBytes;
        source.ReadExactly(trailer);
        source.Position = start;
        _expectedChecksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        _expectedLength = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        _stream = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
        _name = name;
        _limit = limit;
    }

    /// <summary>Fills a span.</summary>
    /// <exception cref="GaussianFileException">The stream is damaged or ends before.</exception>
    public void ReadExactly(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read = Read(destination);
            if (read == 0)
            {
                throw new GaussianFileException(
                    $"Cannot read {_name}: it ends after {_length} decompressed bytes, within its content; the file is cut off, fetch it again.");
            }

            destination = destination[read..];
        }
    }

    /// <summary>Reads and forgets bytes.</summary>
    /// <exception cref="GaussianFileException">The stream is damaged or ends before.</exception>
    public void Skip(long count, Span<byte> scratch)
    {
        for (; count > 0; count -= Math.Min(count, scratch.Length))
        {
            ReadExactly(scratch[..(int)Math.Min(count, scratch.Length)]);
        }
    }

    /// <summary>Reads up to the end and compares checksum and length.</summary>
    /// <exception cref="GaussianFileException">They differ, or the rest is damaged or too long.</exception>
    public void Finish(Span<byte> scratch)
    {
        while (Read(scratch) > 0)
        {
            // Extensions of other programs, which are of no use here.
        }

        if (~_checksum != _expectedChecksum || (uint)_length != _expectedLength)
        {
            throw new GaussianFileException(
                $"Cannot read {_name}: its {_length} decompressed bytes do not have the checksum and length that stand at its end; the file is damaged or cut off, fetch it again.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private int Read(Span<byte> destination)
    {
        int read;
        try
        {
            read = _stream.Read(destination);
        }
        catch (InvalidDataException e)
        {
            throw new GaussianFileException(
                $"Cannot read {_name}: its gzip stream is damaged after {_length} decompressed bytes; fetch the file again.", e);
        }

        _length += read;
        if (_length > _limit)
        {
            throw new GaussianFileException(
                $"Cannot read {_name}: it decompresses to more than {_limit} bytes; raise {nameof(GaussianReadOptions)}.{nameof(GaussianReadOptions.MaxDecompressedBytes)} and {nameof(GaussianReadOptions.MaxCompressionRatio)} if that is right.");
        }

        foreach (byte b in destination[..read])
        {
            _checksum = Table[(byte)(_checksum ^ b)] ^ (_checksum >> 8);
        }

        return read;
    }

    private static uint[] BuildTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}

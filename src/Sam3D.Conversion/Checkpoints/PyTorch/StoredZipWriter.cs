using System.Buffers.Binary;
using System.Text;

namespace Sam3D.Conversion;

/// <summary>
/// Writes a zip file of stored entries as PyTorch does (APPNOTE 6.3): data aligned to 64 bytes, checksums, zip64 records where 32 bits do not suffice.
/// Entries are streamed; the checksum is filled in behind the data, so the stream must be able to seek.
/// </summary>
/// <param name="stream">Where to write; stays open.</param>
/// <param name="zip64">Whether to write zip64 records also where they are not needed.</param>
internal sealed class StoredZipWriter(Stream stream, bool zip64 = false)
{
    private const int Alignment = 64;
    private const int LocalSize = 30, ChecksumAt = 14;
    private const ushort Zip64Version = 45, PlainVersion = 20;
    private const ushort Utf8Flag = 0x0800;
    private const ushort Zip64Field = 1, PaddingField = 0x4246; // "FB", PyTorch's
    private const ushort FirstDay = 0x0021; // 1 January 1980: no clock
    private readonly List<Entry> _entries = [];

    /// <summary>Adds an entry.</summary>
    /// <param name="name">Its path in the zip.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="write">Writes them.</param>
    /// <exception cref="InvalidOperationException">The action wrote more or fewer bytes.</exception>
    public void Add(string name, long length, Action<Stream> write)
    {
        long start = stream.Position;
        WriteLocalHeader(name, length, start);
        using var counting = new ChecksumStream(stream);
        write(counting);
        if (counting.Length != length)
        {
            throw new InvalidOperationException($"Entry '{name}': {counting.Length} bytes were written, expected {length}.");
        }

        long end = stream.Position;
        stream.Position = start + ChecksumAt;
        Write32(counting.Checksum);
        stream.Position = end;
        _entries.Add(new Entry(name, start, length, counting.Checksum));
    }

    /// <summary>Adds an entry from memory.</summary>
    public void Add(string name, byte[] bytes) => Add(name, bytes.Length, s => s.Write(bytes));

    /// <summary>Ends the file with its directory.</summary>
    public void Complete()
    {
        long start = stream.Position;
        foreach (Entry entry in _entries)
        {
            WriteDirectoryEntry(entry);
        }

        long size = stream.Position - start;
        bool large = zip64 || _entries.Count >= ushort.MaxValue || size >= uint.MaxValue || start >= uint.MaxValue;
        if (large)
        {
            WriteZip64End(start, size);
        }

        stream.Write("PK\x05\x06"u8);
        Write32(0); // one disk
        Write16(large ? ushort.MaxValue : (ushort)_entries.Count);
        Write16(large ? ushort.MaxValue : (ushort)_entries.Count);
        Write32(large ? uint.MaxValue : (uint)size);
        Write32(large ? uint.MaxValue : (uint)start);
        Write16(0); // no comment
    }

    private void WriteLocalHeader(string name, long length, long start)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(name);
        bool large = length >= uint.MaxValue;
        long fixedSize = start + LocalSize + encoded.Length + (large ? 20 : 0) + 4;
        int padding = (int)((Alignment - (fixedSize % Alignment)) % Alignment);
        stream.Write("PK\x03\x04"u8);
        Write16(large ? Zip64Version : PlainVersion);
        Write16(Utf8Flag);
        Write32(0); // stored; midnight
        Write16(FirstDay);
        Write32(0); // the checksum, filled in later
        Write32(large ? uint.MaxValue : (uint)length);
        Write32(large ? uint.MaxValue : (uint)length);
        Write16((ushort)encoded.Length);
        Write16((ushort)((large ? 20 : 0) + 4 + padding));
        stream.Write(encoded);
        if (large)
        {
            Write16(Zip64Field);
            Write16(16);
            Write64(length);
            Write64(length);
        }

        Write16(PaddingField);
        Write16((ushort)padding);
        stream.Write(new byte[padding]);
    }

    private void WriteDirectoryEntry(Entry entry)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(entry.Name);
        bool largeSize = zip64 || entry.Length >= uint.MaxValue, largeStart = zip64 || entry.Start >= uint.MaxValue;
        int field = (largeSize ? 16 : 0) + (largeStart ? 8 : 0);
        stream.Write("PK\x01\x02"u8);
        Write16(field > 0 ? Zip64Version : PlainVersion);
        Write16(field > 0 ? Zip64Version : PlainVersion);
        Write16(Utf8Flag);
        Write32(0);
        Write16(FirstDay);
        Write32(entry.Checksum);
        Write32(largeSize ? uint.MaxValue : (uint)entry.Length);
        Write32(largeSize ? uint.MaxValue : (uint)entry.Length);
        Write16((ushort)encoded.Length);
        Write16((ushort)(field > 0 ? field + 4 : 0));
        Write16(0); // no comment
        Write32(0); // one disk, no attributes
        Write32(0);
        Write32(largeStart ? uint.MaxValue : (uint)entry.Start);
        stream.Write(encoded);
        if (field == 0)
        {
            return;
        }

        Write16(Zip64Field);
        Write16((ushort)field);
        if (largeSize)
        {
            Write64(entry.Length);
            Write64(entry.Length);
        }

        if (largeStart)
        {
            Write64(entry.Start);
        }
    }

    private void WriteZip64End(long start, long size)
    {
        long record = stream.Position;
        stream.Write("PK\x06\x06"u8);
        Write64(44); // what follows of the record
        Write16(Zip64Version);
        Write16(Zip64Version);
        Write64(0); // one disk
        Write64(_entries.Count);
        Write64(_entries.Count);
        Write64(size);
        Write64(start);
        stream.Write("PK\x06\x07"u8);
        Write32(0);
        Write64(record);
        Write32(1);
    }

    private void Write16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private void Write32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private void Write64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private sealed record Entry(string Name, long Start, long Length, uint Checksum);
}

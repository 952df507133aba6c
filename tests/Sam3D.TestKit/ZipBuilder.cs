using System.Buffers.Binary;
using System.Text;

namespace Sam3D.TestKit;

/// <summary>Builds zip files of stored entries the way PyTorch does: data aligned to 64 bytes, zip64 records optional.</summary>
/// <remarks>Checksums are zero, as PyTorch writes them on request. The directory can be made to lie, for hostile files.</remarks>
public sealed class ZipBuilder
{
    private readonly MemoryStream _file = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Changes a directory entry of 46 bytes and its name before it is written: (name of the entry, its bytes).</summary>
    public Action<string, byte[]>? Tamper { get; init; }

    /// <summary>Adds a stored entry.</summary>
    public ZipBuilder Add(string name, ReadOnlySpan<byte> bytes)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(name);
        int padding = (int)((64 - ((_file.Length + 30 + encoded.Length + 4) % 64)) % 64);
        _entries.Add(new Entry(name, (uint)_file.Length, (uint)bytes.Length));
        _file.Write("PK\x03\x04"u8);
        _file.Write([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Write32((uint)bytes.Length);
        Write32((uint)bytes.Length);
        Write16(encoded.Length);
        Write16(padding + 4);
        _file.Write(encoded);

        // PyTorch pads with an extra field "FB".
        _file.Write("FB"u8);
        Write16(padding);
        _file.Write(Enumerable.Repeat((byte)'Z', padding).ToArray());
        _file.Write(bytes);
        return this;
    }

    /// <summary>Adds an entry of text.</summary>
    public ZipBuilder Add(string name, string text) => Add(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a directory entry for a place that already has one.</summary>
    public ZipBuilder Alias(string name, string of)
    {
        _entries.Add(_entries.Single(e => e.Name == of) with { Name = name });
        return this;
    }

    /// <summary>Ends the file with its directory.</summary>
    /// <param name="zip64">Also writes the zip64 records and leaves the numbers to them.</param>
    public byte[] Build(bool zip64 = false)
    {
        long start = _file.Length;
        foreach (Entry entry in _entries)
        {
            WriteDirectoryEntry(entry, zip64);
        }

        long size = _file.Length - start;
        if (zip64)
        {
            long record = _file.Length;
            _file.Write("PK\x06\x06"u8);
            Write64(44);
            Write16(45);
            Write16(45);
            Write64(0);
            Write64(_entries.Count);
            Write64(_entries.Count);
            Write64(size);
            Write64(start);
            _file.Write("PK\x06\x07"u8);
            Write32(0);
            Write64(record);
            Write32(1);
        }

        _file.Write("PK\x05\x06"u8);
        Write32(0);
        Write16(zip64 ? ushort.MaxValue : _entries.Count);
        Write16(zip64 ? ushort.MaxValue : _entries.Count);
        Write32(zip64 ? uint.MaxValue : (uint)size);
        Write32(zip64 ? uint.MaxValue : (uint)start);
        Write16(0);
        return _file.ToArray();
    }

    private void WriteDirectoryEntry(Entry entry, bool zip64)
    {
        byte[] name = Encoding.UTF8.GetBytes(entry.Name);
        byte[] header = new byte[46 + name.Length];
        "PK\x01\x02"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), zip64 ? uint.MaxValue : entry.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), zip64 ? uint.MaxValue : entry.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(30), (ushort)(zip64 ? 28 : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(42), zip64 ? uint.MaxValue : entry.Start);
        name.CopyTo(header, 46);
        Tamper?.Invoke(entry.Name, header);
        _file.Write(header);
        if (zip64)
        {
            Write16(1);
            Write16(24);
            Write64(entry.Size);
            Write64(entry.Size);
            Write64(entry.Start);
        }
    }

    private void Write16(int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        _file.Write(bytes);
    }

    private void Write32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _file.Write(bytes);
    }

    private void Write64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _file.Write(bytes);
    }

    private sealed record Entry(string Name, uint Start, uint Size);
}

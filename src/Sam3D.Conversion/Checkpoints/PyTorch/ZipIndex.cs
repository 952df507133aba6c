using System.Buffers.Binary;
using System.Text;

namespace Sam3D.Conversion;

/// <summary>
/// The entries of a zip file whose entries are stored without compression, as PyTorch writes them (APPNOTE 6.3, with zip64). Nothing is
/// extracted: an entry is a checked range of the file.
/// </summary>
internal sealed class ZipIndex
{
    private const uint LocalSignature = 0x04034b50, CentralSignature = 0x02014b50, EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50, Locator64Signature = 0x07064b50;
    private const int LocalSize = 30, CentralSize = 46, EndSize = 22, End64Size = 56, Locator64Size = 20;
    private const string Remedy = "fetch or copy the file again";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, ZipEntry> _entries = [];
    private readonly CheckpointSource _source;

    private ZipIndex(CheckpointSource source) => _source = source;

    /// <summary>The entries by name.</summary>
    public IReadOnlyDictionary<string, ZipEntry> Entries => _entries;

    public static ZipIndex Read(CheckpointSource source, CheckpointReadOptions options)
    {
        var index = new ZipIndex(source);
        (long start, long size, long count) = index.FindDirectory();
        if (size > options.MaxZipDirectoryBytes)
        {
            throw source.Refuse($"has a zip directory of {size} bytes, above the limit of {options.MaxZipDirectoryBytes}; raise MaxZipDirectoryBytes if you trust the file");
        }

        index.ReadDirectory(source.Read(start, (int)size), count, start);
        index.CheckOverlap();
        return index;
    }

    private (long Start, long Size, long Count) FindDirectory()
    {
        // The end record stands last, behind it only a comment whose length it states.
        int tailSize = (int)Math.Min(_source.Length, EndSize + ushort.MaxValue);
        byte[] tail = _source.Read(_source.Length - tailSize, tailSize);
        int at = tailSize - EndSize;
        while (at >= 0 && (U32(tail, at) != EndSignature || at + EndSize + U16(tail, at + 20) != tailSize))
        {
            at--;
        }

        if (at < 0)
        {
            throw _source.Refuse($"has no zip directory at its end, so it is cut short or not a PyTorch file; {Remedy}");
        }

        long end = _source.Length - tailSize + at;
        long count = U16(tail, at + 10), size = U32(tail, at + 12), start = U32(tail, at + 16);
        bool oneDisk = U16(tail, at + 4) == 0 && U16(tail, at + 6) == 0 && U16(tail, at + 8) == count;
        if (at >= Locator64Size && U32(tail, at - Locator64Size) == Locator64Signature)
        {
            long record = (long)U64(tail, at - Locator64Size + 8);
            end -= Locator64Size;
            if (record < 0 || record > end - End64Size)
            {
                throw _source.Refuse($"its zip64 record would stand at byte {record}, outside of the file; {Remedy}");
            }

            byte[] end64 = _source.Read(record, End64Size);
            (long count64, long size64, long start64) = ((long)U64(end64, 32), (long)U64(end64, 40), (long)U64(end64, 48));
            if (U32(end64, 0) != End64Signature || U32(end64, 16) != 0 || U32(end64, 20) != 0
                || !Same(count, ushort.MaxValue, count64) || !Same(size, uint.MaxValue, size64) || !Same(start, uint.MaxValue, start64))
            {
                throw _source.Refuse($"its zip and zip64 directories contradict each other; {Remedy}");
            }

            (count, size, start, end) = (count64, size64, start64, record);
        }

        bool inside = start >= 0 && size >= 0 && start <= end && size == end - start;
        return inside && oneDisk && count >= 0
            ? (start, size, count)
            : throw _source.Refuse($"its zip directory of {count} entries would take bytes {start} to {start + (Int128)size}, which contradicts the file; {Remedy}");

        static bool Same(long value, long mask, long value64) => value == mask || value == value64;
    }

    private void ReadDirectory(byte[] directory, long count, long directoryStart)
    {
        int at = 0;
        for (long i = 0; i < count; i++)
        {
            if (directory.Length - at < CentralSize || U32(directory, at) != CentralSignature)
            {
                throw _source.Refuse($"zip directory entry {i} of {count} is damaged; {Remedy}");
            }

            int nameLength = U16(directory, at + 28), extraLength = U16(directory, at + 30), commentLength = U16(directory, at + 32);
            int next = at + CentralSize + nameLength + extraLength + commentLength;
            if (next > directory.Length)
            {
                throw _source.Refuse($"zip directory entry {i} of {count} reaches beyond the directory; {Remedy}");
            }

            string name = DecodeName(directory.AsSpan(at + CentralSize, nameLength), i);
            ReadEntry(directory.AsSpan(at, next - at), name, nameLength, extraLength, directoryStart);
            at = next;
        }

        if (at != directory.Length)
        {
            throw _source.Refuse($"its zip directory holds {directory.Length - at} bytes more than its {count} entries; {Remedy}");
        }
    }

    private string DecodeName(ReadOnlySpan<byte> bytes, long i)
    {
        string name;
        try
        {
            name = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw _source.Refuse($"the name of zip entry {i} is not UTF-8; {Remedy}", e);
        }

        bool climbs = name.Length == 0 || name[0] == '/' || name.Contains('\\') || name.Contains(':') || name.Split('/').Any(p => p is "." or "..");
        return climbs
            ? throw _source.Refuse($"zip entry name {Wording.Quote(name)} is not a plain relative path; do not use the file")
            : name;
    }

    private void ReadEntry(ReadOnlySpan<byte> entry, string name, int nameLength, int extraLength, long directoryStart)
    {
        string what = $"zip entry {Wording.Quote(name)}";
        int flags = U16(entry, 8), method = U16(entry, 10);
        if ((flags & 1) != 0 || method != 0)
        {
            string how = (flags & 1) != 0 ? "encrypted" : $"compressed (method {method})";
            throw _source.Refuse($"{what} is {how}; PyTorch stores entries as they are: save the state dict again with torch.save");
        }

        long compressed = U32(entry, 20), size = U32(entry, 24), local = U32(entry, 42);
        ReadZip64(entry.Slice(CentralSize + nameLength, extraLength), what, ref size, ref compressed, ref local);
        if (size != compressed || size < 0 || local < 0 || U16(entry, 34) is not (0 or ushort.MaxValue)
            || local > directoryStart - LocalSize || size > directoryStart - local - LocalSize)
        {
            throw _source.Refuse($"{what} of {size} bytes at {local} does not fit into the file; {Remedy}");
        }

        Span<byte> header = stackalloc byte[LocalSize];
        _source.Read(local, header);
        long data = local + LocalSize + U16(header, 26) + U16(header, 28);
        if (U32(header, 0) != LocalSignature || U16(header, 26) != nameLength || U16(header, 8) != 0 || data > directoryStart - size)
        {
            throw _source.Refuse($"the local header of {what} contradicts the zip directory; {Remedy}");
        }

        if (!_entries.TryAdd(name, new ZipEntry(name, local, data, size)))
        {
            throw _source.Refuse($"{what} stands twice in the zip directory; do not use the file");
        }
    }

    // The zip64 field holds, in this order, those of the three numbers that are all ones in the entry.
    private void ReadZip64(ReadOnlySpan<byte> extra, string what, ref long size, ref long compressed, ref long local)
    {
        while (extra.Length >= 4)
        {
            int id = U16(extra, 0), length = U16(extra, 2);
            if (length > extra.Length - 4)
            {
                throw _source.Refuse($"an extra field of {what} reaches beyond its entry; {Remedy}");
            }

            if (id == 1)
            {
                ReadOnlySpan<byte> field = extra.Slice(4, length);
                Take(ref size, ref field, what);
                Take(ref compressed, ref field, what);
                Take(ref local, ref field, what);
                return;
            }

            extra = extra[(4 + length)..];
        }
    }

    private void Take(ref long value, ref ReadOnlySpan<byte> field, string what)
    {
        if (value == uint.MaxValue)
        {
            value = field.Length >= 8 ? (long)U64(field, 0) : throw _source.Refuse($"the zip64 field of {what} is too short; {Remedy}");
            field = field[8..];
        }
    }

    private void CheckOverlap()
    {
        long end = 0;
        foreach (ZipEntry entry in _entries.Values.OrderBy(e => e.HeaderStart))
        {
            if (entry.HeaderStart < end)
            {
                throw _source.Refuse($"zip entry {Wording.Quote(entry.Name)} overlaps the one before; do not use the file");
            }

            end = entry.Start + entry.Length;
        }
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}

/// <summary>The place of a stored zip entry.</summary>
/// <param name="Name">Path in the zip.</param>
/// <param name="HeaderStart">Where its local header begins.</param>
/// <param name="Start">Where its bytes begin.</param>
/// <param name="Length">Number of its bytes.</param>
internal sealed record ZipEntry(string Name, long HeaderStart, long Start, long Length);

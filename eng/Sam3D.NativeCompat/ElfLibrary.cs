using System.Buffers.Binary;
using System.Text;

namespace Sam3D.NativeCompat;

/// <summary>
/// The parts of a shared library of the ELF format (64 bits, little endian) that tell which versions of which symbols it needs and has. Every
/// offset is checked against the file; what does not fit is an <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class ElfLibrary
{
    private const int FileHeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int DynamicSymbols = 11; // SHT_DYNSYM
    private const int DynamicTable = 6; // SHT_DYNAMIC
    private const int VersionDefinitions = 0x6ffffffd; // SHT_GNU_verdef
    private const int VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const int SymbolVersions = 0x6fffffff; // SHT_GNU_versym
    private const int SymbolSize = 24;
    private const int DynamicEntrySize = 16;
    private const int VersionMask = 0x7fff; // the highest bit hides a version

    private readonly byte[] _bytes;
    private readonly Section[] _sections;

    /// <summary>Reads the table of sections.</summary>
    public ElfLibrary(byte[] bytes)
    {
        _bytes = bytes;
        ReadOnlySpan<byte> header = Slice(0, FileHeaderSize);
        if (!header.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("it is not a 64-bit little-endian ELF file");
        }

        long table = (long)BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(header[58..]), count = BinaryPrimitives.ReadUInt16LittleEndian(header[60..]);
        if (size != SectionHeaderSize)
        {
            throw new InvalidDataException($"its section headers have {size} bytes, not {SectionHeaderSize}");
        }

        _sections = [.. Enumerable.Range(0, count).Select(i => ReadSection(checked(table + ((long)i * size))))];
    }

    /// <summary>The symbols that the library takes from others or gives to others.</summary>
    public IEnumerable<Symbol> Symbols()
    {
        if (Find(DynamicSymbols) is not { } symbols || Find(SymbolVersions) is not { } versions)
        {
            yield break;
        }

        for (long i = 0; i < symbols.Size / SymbolSize; i++)
        {
            long at = symbols.Offset + (i * SymbolSize), versionAt = versions.Offset + (i * sizeof(ushort));
            yield return new Symbol(
                UInt32(at), IsDefined: UInt16(at + 6) != 0, (int)versionAt, UInt16(versionAt) & VersionMask);
        }
    }

    /// <summary>The versions that the library needs of others.</summary>
    public IEnumerable<VersionNeed> Needs()
    {
        if (Find(VersionNeeds) is not { } section)
        {
            yield break;
        }

        // Each entry is a file, with a list of versions. Lists only go forward, so that they end.
        for (long file = section.Offset; ;)
        {
            string name = Text(UInt32(file + 4));
            int left = UInt16(file + 2);
            for (long need = file + UInt32(file + 8); left > 0; left--)
            {
                yield return new VersionNeed(name, UInt32(need + 8), Text(UInt32(need + 8)), (int)need + 4, UInt16(need + 6) & VersionMask);
                need += UInt32(need + 12);
            }

            uint next = UInt32(file + 12);
            if (next == 0)
            {
                yield break;
            }

            file += next;
        }
    }

    /// <summary>The names of the versions that the library has.</summary>
    public IEnumerable<string> Definitions()
    {
        if (Find(VersionDefinitions) is not { } section)
        {
            yield break;
        }

        for (long definition = section.Offset; ;)
        {
            yield return Text(UInt32(definition + UInt32(definition + 12)));
            uint next = UInt32(definition + 16);
            if (next == 0)
            {
                yield break;
            }

            definition += next;
        }
    }

    /// <summary>Places in the table of names that the dynamic table refers to: libraries, search paths, the library's own name.</summary>
    public IEnumerable<long> DynamicNames()
    {
        if (Find(DynamicTable) is not { } section)
        {
            yield break;
        }

        for (long at = section.Offset; at + DynamicEntrySize <= section.Offset + section.Size; at += DynamicEntrySize)
        {
            if (UInt32(at) is 1 or 14 or 15 or 29 && UInt32(at + 4) == 0)
            {
                yield return UInt32(at + 8);
            }
        }
    }

    /// <summary>The name at a place in the table of names.</summary>
    public string Text(long offset)
    {
        ReadOnlySpan<byte> names = Slice(Names.Offset, Names.Size);
        ReadOnlySpan<byte> rest = offset < names.Length ? names[(int)offset..] : [];
        int end = rest.IndexOf((byte)0);
        return end < 0 ? throw new InvalidDataException($"its name {offset} has no end") : Encoding.ASCII.GetString(rest[..end]);
    }

    /// <summary>Where a name stands in the file.</summary>
    public int PlaceOfName(long offset) => checked((int)(Names.Offset + offset));

    private Section Names => Find(DynamicSymbols) is { } symbols && symbols.Link < _sections.Length
        ? _sections[symbols.Link]
        : throw new InvalidDataException("it has no table of names");

    private Section? Find(uint type) => _sections.Where(s => s.Type == type).Cast<Section?>().FirstOrDefault();

    private Section ReadSection(long at)
    {
        ReadOnlySpan<byte> header = Slice(at, SectionHeaderSize);
        return new Section(
            BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
            (long)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]),
            (long)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
            (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(header[40..]), int.MaxValue));
    }

    private int UInt16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, sizeof(ushort)));

    private uint UInt32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, sizeof(uint)));

    private ReadOnlySpan<byte> Slice(long at, long length) => at >= 0 && length >= 0 && at <= _bytes.Length && length <= _bytes.Length - at
        ? _bytes.AsSpan((int)at, (int)length)
        : throw new InvalidDataException($"it ends at byte {_bytes.Length}, before {at} + {length}");

    private readonly record struct Section(uint Type, long Offset, long Size, int Link);
}

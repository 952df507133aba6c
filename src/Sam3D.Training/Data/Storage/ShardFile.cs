using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Sam3D.Export;

namespace Sam3D.Training.Data.Storage;

/// <summary>A file of records with an index; the format stands in docs/training-data.md.</summary>
internal sealed class ShardFile
{
    private const int FixedBytes = 24;
    private const int EntryBytes = 8 + 4 + SHA256.HashSizeInBytes;
    private static readonly byte[] Magic = [.. "S3DSHRD1"u8];
    private readonly (long Offset, int Length, byte[] Hash)[] _entries;

    private ShardFile(string path, long first, (long Offset, int Length, byte[] Hash)[] entries)
    {
        Path = path;
        First = first;
        _entries = entries;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Number of the first sample.</summary>
    public long First { get; }

    /// <summary>Number of records.</summary>
    public int Count => _entries.Length;

    /// <summary>Bytes of all records.</summary>
    public long RecordBytes => _entries.Sum(e => (long)e.Length);

    /// <summary>The name of a shard.</summary>
    public static string NameOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"shard-{shard:D6}.s3d");

    /// <summary>Writes a shard, all or nothing.</summary>
    public static void Write(string path, long first, IReadOnlyList<byte[]> records)
    {
        byte[] head = new byte[HeadBytes(records.Count)];
        Magic.CopyTo(head, 0);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(8), first);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), records.Count);
        long offset = head.Length;
        for (int i = 0; i < records.Count; i++)
        {
            Span<byte> entry = head.AsSpan(FixedBytes + (i * EntryBytes), EntryBytes);
            BinaryPrimitives.WriteInt64LittleEndian(entry, offset);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], records[i].Length);
            SHA256.HashData(records[i], entry[12..]);
            offset += records[i].Length;
        }

        SHA256.HashData(head.AsSpan(0, head.Length - SHA256.HashSizeInBytes), head.AsSpan(head.Length - SHA256.HashSizeInBytes));
        AtomicFile.Write(path, stream =>
        {
            stream.Write(head);
            foreach (byte[] record in records)
            {
                stream.Write(record);
            }
        });
    }

    /// <summary>Reads a shard's index.</summary>
    /// <exception cref="TrainingDataException">The file is missing, damaged or incomplete.</exception>
    public static ShardFile Open(string path)
    {
        try
        {
            // Pipes and devices have no length, and opening a pipe would wait for its writer.
            if (new FileInfo(path).Length < FixedBytes)
            {
                throw Error(path, "does not begin with S3DSHRD1");
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            byte[] start = new byte[FixedBytes];
            if (stream.ReadAtLeast(start, FixedBytes, throwOnEndOfStream: false) < FixedBytes || !start.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            {
                throw Error(path, "does not begin with S3DSHRD1");
            }

            int count = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(16));
            if (count is < 1 or > DatasetLimits.MaxShardSize || HeadBytes(count) > stream.Length)
            {
                throw Error(path, $"declares {count} records in {stream.Length:N0} bytes");
            }

            byte[] head = new byte[HeadBytes(count)];
            start.CopyTo(head, 0);
            stream.ReadExactly(head.AsSpan(FixedBytes));
            if (!SHA256.HashData(head.AsSpan(0, head.Length - SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(head.AsSpan(head.Length - SHA256.HashSizeInBytes)))
            {
                throw Error(path, "has an index that does not fit its checksum");
            }

            var entries = new (long Offset, int Length, byte[] Hash)[count];
            long end = head.Length;
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> entry = head.AsSpan(FixedBytes + (i * EntryBytes), EntryBytes);
                entries[i] = (BinaryPrimitives.ReadInt64LittleEndian(entry), BinaryPrimitives.ReadInt32LittleEndian(entry[8..]), entry[12..].ToArray());
                if (entries[i].Offset != end || entries[i].Length is < 1 or > DatasetLimits.MaxRecordBytes)
                {
                    throw Error(path, $"has record {i} of {entries[i].Length:N0} bytes at {entries[i].Offset:N0}");
                }

                end += entries[i].Length;
            }

            return end == stream.Length
                ? new ShardFile(path, BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(8)), entries)
                : throw Error(path, $"has {stream.Length:N0} bytes, {end:N0} are declared");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error(path, $"cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')})", e);
        }
    }

    /// <summary>Reads a record and compares its checksum. Thread safe.</summary>
    /// <exception cref="TrainingDataException">The record is damaged.</exception>
    public byte[] ReadRecord(int index)
    {
        (long offset, int length, byte[] hash) = _entries[index];
        byte[] record = new byte[length];
        try
        {
            using var file = File.OpenHandle(Path);
            for (int done = 0; done < length;)
            {
                int read = RandomAccess.Read(file, record.AsSpan(done), offset + done);
                done += read > 0 ? read : throw Error(Path, "ends early");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error(Path, $"cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')})", e);
        }

        return SHA256.HashData(record).AsSpan().SequenceEqual(hash)
            ? record
            : throw Error(Path, $"has a record {First + index} that does not fit its checksum");
    }

    private static int HeadBytes(int count) => FixedBytes + (count * EntryBytes) + SHA256.HashSizeInBytes;

    private static TrainingDataException Error(string path, string problem, Exception? cause = null) =>
        new($"{MessageText.OneLine(path)}: {problem}, a whole shard of training data is expected; delete the file and generate the dataset again, which makes it anew.", cause);
}

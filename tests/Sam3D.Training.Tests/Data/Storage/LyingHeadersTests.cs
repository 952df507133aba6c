using System.Buffers.Binary;
using System.Security.Cryptography;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Tests.Data.Storage;

/// <summary>Shards, records and manifests that claim what is not there, with checksums that fit: each is refused in one line, before memory is taken for the claim.</summary>
public sealed class LyingHeadersTests : IDisposable
{
    private const int HeadBytes = 24, EntryBytes = 44, HashBytes = 32, InfoAt = 4 + 8;
    private const long MuchMemory = 8 << 20;

    private static readonly TrainingSample Sample = new SampleFactory(
        new DataOptions { Seed = 3, ImageSize = 32, MeshResolution = 32, Resolution = 8, SurfacePoints = 50 }).Create(0);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What is written where into the head of a shard of two records.</summary>
    public static TheoryData<int, long, int, string> Heads => new()
    {
        { 16, -1, 4, "declares -1 records" },
        { 16, 0, 4, "declares 0 records" },
        { 16, int.MaxValue, 4, $"declares {int.MaxValue} records" },
        { 16, DatasetLimits.MaxShardSize + 1, 4, "declares 4097 records" },
        { 16, DatasetLimits.MaxShardSize, 4, "declares 4096 records" }, // more than the file has room for
        { 16, 3, 4, "record" },
        { HeadBytes, long.MaxValue, 8, "has record 0" },
        { HeadBytes, 0, 8, "has record 0" },
        { HeadBytes + 8, -1, 4, "has record 0" },
        { HeadBytes + 8, int.MaxValue, 4, "has record 0" },
        { HeadBytes + 8, DatasetLimits.MaxRecordBytes, 4, "has record 1" },
        { HeadBytes + EntryBytes + 8, DatasetLimits.MaxRecordBytes, 4, "are declared" },
        { 8, 77, 8, "from 77 on" },
        { 8, long.MinValue, 8, "from -9223372036854775808 on" },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public void ShardsThatLieAreRefused(int at, long value, int bytes, string expected)
    {
        string folder = _folder.File("d"), path = Path.Combine(folder, ShardFile.NameOf(0));
        DatasetGenerator.Generate(folder, new DataOptions { ImageSize = 16, MeshResolution = 32, Resolution = 8 }, 2, 2, threads: 1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(2, ShardDataset.Open(folder).Count);
        byte[] shard = File.ReadAllBytes(path);
        Span<byte> place = shard.AsSpan(at, bytes);
        if (bytes == 8)
        {
            BinaryPrimitives.WriteInt64LittleEndian(place, value);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(place, (int)value);
        }

        // The liar knows the format: the index's checksum fits to the lie.
        int head = HeadBytes + ((at == 16 ? (int)Math.Clamp(value, 0, 3) : 2) * EntryBytes);
        SHA256.HashData(shard.AsSpan(0, head)).CopyTo(shard, head);
        File.WriteAllBytes(path, shard);
        AssertRefused(() => ShardDataset.Open(folder).Get(0), expected);
    }

    [Theory]
    [InlineData(8, 4096, 2)] // width
    [InlineData(10, 65535, 2)] // height
    [InlineData(12, 128, 2)] // voxels along an axis
    [InlineData(12, 65535, 2)]
    [InlineData(12, 0, 2)]
    [InlineData(14, 200, 1)] // symmetry
    [InlineData(16, 512, 4)] // surface voxels: as many as there can be, but not in these bytes
    [InlineData(16, int.MaxValue, 4)]
    [InlineData(16, -5, 4)]
    [InlineData(20, 65536, 4)] // surface points
    [InlineData(20, int.MaxValue, 4)]
    [InlineData(24, 0x7FC00000, 4)] // a focal length that is no number
    [InlineData(72, 65535, 2)] // length of the family's name
    public void RecordsThatLieAreRefused(int at, int value, int bytes)
    {
        byte[] record = RecordWriter.Write(Sample), number = new byte[4];
        Assert.Equal(Sample.Family, RecordReader.Read(record, "here").Family);
        BinaryPrimitives.WriteInt32LittleEndian(number, value);
        number.AsSpan(0, bytes).CopyTo(record.AsSpan(InfoAt + at));
        AssertRefused(() => RecordReader.Read(record, "here"), "here: the record is damaged");
    }

    [Fact]
    public void NamesThatWouldReachATerminalAreRefused()
    {
        byte[] record = RecordWriter.Write(Sample);
        record[InfoAt + 74] = 27;
        AssertRefused(() => RecordReader.Read(record, "here"), "family's name");
    }

    [Fact]
    public void SmallPartsThatWouldBecomeLargeAreRefused()
    {
        AssertRefused(
            () =>
            {
                try
                {
                    Deflate.Unpack(new byte[100], 1 << 30);
                }
                catch (InvalidDataException e)
                {
                    throw new TrainingDataException(e.Message, e);
                }
            },
            "100 bytes cannot become");
        byte[] zeros = new byte[3_000_000];
        Assert.Equal(zeros, Deflate.Unpack(Deflate.Pack(zeros), zeros.Length)); // the densest that there is
    }

    [Theory]
    [InlineData("\"count\": 100000000", "\"shardSize\": 1", "shard-000001.s3d")]
    [InlineData("\"count\": 0", "\"shardSize\": 2", "declares 0 samples")]
    [InlineData("\"count\": 2147483647", "\"shardSize\": 2", "declares 2147483647 samples")]
    [InlineData("\"count\": 2", "\"shardSize\": 0", "shards of 0")]
    [InlineData("\"count\": 2", "\"shardSize\": 1000000", "shards of 1000000")]
    [InlineData("\"count\": 2", "\"shardSize\": 2, \"rank\": 1", "cannot be read")]
    [InlineData("\"count\": 2", "\"shardSize\": 2, \"sources\": null", "cannot be read")]
    public void ManifestsThatLieAreRefused(string count, string shardSize, string expected)
    {
        string folder = _folder.File("d"), path = Path.Combine(folder, "dataset.json");
        DatasetGenerator.Generate(folder, new DataOptions { ImageSize = 16, MeshResolution = 32, Resolution = 8 }, 1, 1, threads: 1, cancellationToken: TestContext.Current.CancellationToken);
        string manifest = File.ReadAllText(path);
        File.WriteAllText(path, manifest.Replace("\"count\": 1", count, StringComparison.Ordinal).Replace("\"shardSize\": 1", shardSize, StringComparison.Ordinal));
        AssertRefused(() => ShardDataset.Open(folder), expected);
        File.WriteAllText(path, new string(' ', DatasetLimits.MaxManifestBytes) + manifest);
        AssertRefused(() => ShardDataset.Open(folder), "the limit is");
    }

    private static void AssertRefused(Action read, string expected)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        TrainingDataException error = Assert.Throws<TrainingDataException>(read);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MuchMemory);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}

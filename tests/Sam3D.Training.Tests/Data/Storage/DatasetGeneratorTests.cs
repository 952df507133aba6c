using Sam3D.Training.Data;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Tests.Data.Storage;

public sealed class DatasetGeneratorTests
{
    private const int Count = 23, ShardSize = 5;
    private static readonly DataOptions Options = new() { Seed = 2, ImageSize = 32, MeshResolution = 32, Resolution = 8, Families = ["table", "csg", "mug"] };

    [Fact]
    public void ARunThatIsStoppedAnywhereContinuesToTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        ShardDataset whole = Generate(folder.File("whole"), Options, Count, ShardSize, threads: 2);
        Dictionary<string, byte[]> expected = Contents(folder.File("whole"));
        Assert.Equal(6, expected.Count); // five shards and the manifest
        Assert.Equal(Count, whole.Count);
        for (int stop = 1; stop < Count; stop += 3)
        {
            string target = folder.File($"stopped{stop}");
            Assert.Throws<IOException>(() => Generate(target, Options, Count, ShardSize, threads: 2, new Thrower(stop)));
            Assert.True(Contents(target).Count >= 1 + ((stop - 1) / ShardSize), $"{stop}");

            // What a kill while writing leaves behind, and a shard that the disk lost.
            File.WriteAllText(Path.Combine(target, ".abc.tmp"), "half");
            string first = Path.Combine(target, ShardFile.NameOf(0));
            if (stop % 2 == 0 && File.Exists(first))
            {
                File.WriteAllBytes(first, File.ReadAllBytes(first)[..100]);
            }

            Generate(target, Options, Count, ShardSize, threads: 1);
            Dictionary<string, byte[]> continued = Contents(target);
            Assert.Equal(expected.Keys.Order(), continued.Keys.Order());
            Assert.All(expected, pair => Assert.Equal(pair.Value, continued[pair.Key]));
        }
    }

    [Fact]
    public void CancellingKeepsFinishedShards()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => DatasetGenerator.Generate(
            folder.File("d"), Options, Count, ShardSize, threads: 2, new Canceller(source, 8), source.Token));
        Assert.True(File.Exists(folder.File("d/shard-000000.s3d")));
        TrainingDataException error = Assert.Throws<TrainingDataException>(() => ShardDataset.Open(folder.File("d")));
        Assert.Contains("generate the dataset again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreSamplesOfTheSameOptionsAreAdded()
    {
        using var folder = new TemporaryFolder();
        Generate(folder.File("grown"), Options, 7, ShardSize, threads: 1);
        DateTime before = File.GetLastWriteTimeUtc(folder.File("grown/shard-000000.s3d"));
        Generate(folder.File("grown"), Options, 12, ShardSize, threads: 1);
        Generate(folder.File("at-once"), Options, 12, ShardSize, threads: 2);
        Assert.Equal(Contents(folder.File("at-once")), Contents(folder.File("grown")));
        Assert.Equal(before, File.GetLastWriteTimeUtc(folder.File("grown/shard-000000.s3d")));
    }

    [Fact]
    public void AFolderOfOtherOptionsIsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        Generate(folder.File("d"), Options, 3, ShardSize, threads: 1);
        TrainingDataException error = Assert.Throws<TrainingDataException>(
            () => Generate(folder.File("d"), Options with { Seed = 3 }, 3, ShardSize, threads: 1));
        Assert.Contains("other options", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SamplesAreReadInAnyOrderByManyThreads()
    {
        using var folder = new TemporaryFolder();
        ShardDataset dataset = Generate(folder.File("d"), Options, Count, ShardSize, threads: 2);
        var factory = new SampleFactory(Options);
        Parallel.For(0, 40, i =>
        {
            int index = i * 7 % Count;
            Assert.Equal(RecordWriter.Write(factory.Create(index)), RecordWriter.Write(dataset.Get(index)));
        });
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), dataset.Enumerate().Select(s => s.Id));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Get(Count));
    }

    [Fact]
    public void DamageIsFoundByTheChecksums()
    {
        using var folder = new TemporaryFolder();
        Generate(folder.File("d"), Options, 4, 4, threads: 1);
        string path = folder.File("d/shard-000000.s3d");
        byte[] bytes = File.ReadAllBytes(path);
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i * bytes.Length / 60] ^= 16;
            File.WriteAllBytes(path, damaged);
            TrainingDataException error = Assert.Throws<TrainingDataException>(() => ShardDataset.Open(folder.File("d")).Enumerate().Count());
            Assert.DoesNotContain('\n', error.Message);
            File.WriteAllBytes(path, bytes[..(i * bytes.Length / 60)]);
            Assert.Throws<TrainingDataException>(() => ShardDataset.Open(folder.File("d")));
        }
    }

    private static ShardDataset Generate(string folder, DataOptions options, int count, int shardSize, int threads, IProgress<int>? progress = null) =>
        DatasetGenerator.Generate(folder, options, count, shardSize, threads, progress, TestContext.Current.CancellationToken);

    private static Dictionary<string, byte[]> Contents(string folder) =>
        Directory.EnumerateFiles(folder).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);

    private sealed class Thrower(int at) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value >= at)
            {
                throw new IOException("the disk is gone");
            }
        }
    }

    private sealed class Canceller(CancellationTokenSource source, int at) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value >= at)
            {
                source.Cancel();
            }
        }
    }
}

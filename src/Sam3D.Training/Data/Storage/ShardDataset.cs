using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Data.Storage;

/// <summary>A finished dataset: any sample by its number.</summary>
/// <remarks>Thread safe. Holds the shards' indices in memory (44 bytes a sample), no file open.</remarks>
public sealed class ShardDataset
{
    private readonly ShardFile[] _shards;

    private ShardDataset(string folder, DatasetManifest manifest, ShardFile[] shards)
    {
        Folder = folder;
        Manifest = manifest;
        _shards = shards;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What the dataset was made of.</summary>
    public DatasetManifest Manifest { get; }

    /// <summary>Number of samples.</summary>
    public int Count => Manifest.Count;

    /// <summary>Bytes of all records.</summary>
    public long RecordBytes => _shards.Sum(s => s.RecordBytes);

    /// <summary>Opens a dataset: reads the manifest and the index of every shard.</summary>
    /// <param name="folder">The folder with <c>dataset.json</c>.</param>
    /// <exception cref="TrainingDataException">A file is missing or damaged, or the dataset is not finished.</exception>
    public static ShardDataset Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        DatasetManifest manifest = DatasetManifestFile.Read(folder);

        // Grows as shards are found, whatever number the manifest claims.
        var shards = new List<ShardFile>();
        for (int i = 0; i < manifest.ShardCount; i++)
        {
            var shard = ShardFile.Open(Path.Combine(folder, ShardFile.NameOf(i)));
            if (shard.First != (long)i * manifest.ShardSize || shard.Count != manifest.CountOf(i))
            {
                throw new TrainingDataException(
                    $"{shard.Path}: holds {shard.Count} samples from {shard.First} on, expected {manifest.CountOf(i)} from {(long)i * manifest.ShardSize} on; generate the dataset again, which completes it.");
            }

            shards.Add(shard);
        }

        return new ShardDataset(folder, manifest, [.. shards]);
    }

    /// <summary>Reads a sample. Thread safe.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="TrainingDataException">The record is damaged.</exception>
    public TrainingSample Get(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        ShardFile shard = _shards[index / Manifest.ShardSize];
        return RecordReader.Read(shard.ReadRecord(index % Manifest.ShardSize), $"{shard.Path}, sample {index}");
    }

    /// <summary>Reads all samples in order, one at a time.</summary>
    /// <exception cref="TrainingDataException">A record is damaged.</exception>
    public IEnumerable<TrainingSample> Enumerate()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return Get(i);
        }
    }
}

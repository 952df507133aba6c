namespace Sam3D.Training.Data.Storage;

/// <summary>Makes datasets: samples in parallel, one shard after the other.</summary>
/// <remarks>
/// A shard is written when all of its samples are made, under a temporary name, then moved. So a kill at any point costs the unfinished shard alone, and
/// the same call continues; the result has the same bytes as one that was never interrupted. Memory is one shard's records and what each thread works on.
/// </remarks>
public static class DatasetGenerator
{
    /// <summary>Samples a shard, where nothing else is asked for.</summary>
    public const int DefaultShardSize = 64;

    /// <summary>Makes or continues a dataset.</summary>
    /// <param name="folder">Created where it does not exist. Shards of the same options that are there are kept.</param>
    /// <param name="options">What samples are made of.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="shardSize">Samples a shard, 1 to <see cref="DatasetLimits.MaxShardSize"/>.</param>
    /// <param name="threads">Threads; the result does not depend on it. <see langword="null"/> takes all processors.</param>
    /// <param name="progress">Told the number of finished samples.</param>
    /// <param name="cancellationToken">Stops between samples; finished shards stay.</param>
    /// <returns>The dataset.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">The folder holds a dataset of other options, or a source cannot be used.</exception>
    /// <exception cref="ExportException">The folder cannot be written.</exception>
    public static ShardDataset Generate(
        string folder,
        DataOptions options,
        int count,
        int shardSize = DefaultShardSize,
        int? threads = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var factory = new SampleFactory(options);
        return DatasetBuilder.Build(
            folder, DatasetManifest.Of(count, shardSize, factory.Sources, options, null), factory.Create, threads, progress, cancellationToken);
    }
}

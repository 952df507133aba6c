using Sam3D.Training.Data.Samples;

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
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, DatasetLimits.MaxSamples);
        ArgumentOutOfRangeException.ThrowIfLessThan(shardSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shardSize, DatasetLimits.MaxShardSize);
        var factory = new SampleFactory(options);
        var manifest = new DatasetManifest
        {
            Format = DatasetManifest.FormatName,
            FormatVersion = 1,
            GeneratorVersion = DataOptions.GeneratorVersion,
            Count = count,
            ShardSize = shardSize,
            Options = options,
            Sources = factory.Sources,
        };
        Prepare(folder, manifest);
        int done = 0;
        for (int shard = 0; shard < manifest.ShardCount; shard++)
        {
            string path = Path.Combine(folder, ShardFile.NameOf(shard));
            int size = manifest.CountOf(shard);
            if (!IsFinished(path, (long)shard * shardSize, size))
            {
                byte[][] records = new byte[size][];
                long first = (long)shard * shardSize;
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellationToken };
                int finished = done;
                Run(parallel, size, i =>
                {
                    records[i] = RecordWriter.Write(factory.Create(first + i));
                    progress?.Report(Interlocked.Increment(ref finished));
                });
                ShardFile.Write(path, first, records);
            }

            done += size;
            progress?.Report(done);
        }

        return ShardDataset.Open(folder);
    }

    // Parallel.For hands out ranges that grow; here each thread takes the next sample, so that all end at nearly the same time.
    private static void Run(ParallelOptions options, int count, Action<int> work)
    {
        int next = -1;
        try
        {
            Parallel.For(0, options.MaxDegreeOfParallelism, options, (_, state) =>
            {
                for (int i = Interlocked.Increment(ref next); i < count && !state.ShouldExitCurrentIteration; i = Interlocked.Increment(ref next))
                {
                    options.CancellationToken.ThrowIfCancellationRequested();
                    work(i);
                }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private static void Prepare(string folder, DatasetManifest manifest)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (string left in Directory.EnumerateFiles(folder, ".*.tmp"))
            {
                File.Delete(left); // of a run that was killed
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException($"Cannot write '{folder}': {MessageText.OneLine(e.Message).TrimEnd('.')}; choose a place that can be written to.", e);
        }

        if (File.Exists(Path.Combine(folder, DatasetManifestFile.Name)))
        {
            DatasetManifest old = DatasetManifestFile.Read(folder);
            if (DatasetManifestFile.ToText(old with { Count = manifest.Count }) != DatasetManifestFile.ToText(manifest))
            {
                throw new TrainingDataException(
                    $"{MessageText.OneLine(folder)}: holds a dataset of other options, sources or generator version (seed {old.Options.Seed}, {old.Count} samples); give another folder, or the same options to continue it.");
            }

            if (old.Count == manifest.Count)
            {
                return;
            }
        }

        DatasetManifestFile.Write(folder, manifest);
    }

    private static bool IsFinished(string path, long first, int count)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            ShardFile shard = ShardFile.Open(path);
            return shard.First == first && shard.Count == count;
        }
        catch (TrainingDataException)
        {
            return false; // damaged: made anew
        }
    }
}

using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Data.Storage;

/// <summary>Writes a dataset: samples in parallel, one shard after the other.</summary>
internal static class DatasetBuilder
{
    /// <summary>Makes or continues a dataset.</summary>
    /// <param name="folder">Created where it does not exist. Shards of the same manifest that are there are kept.</param>
    /// <param name="manifest">What the dataset is.</param>
    /// <param name="create">Makes a sample by its number, on any thread.</param>
    /// <param name="threads">Threads; <see langword="null"/> takes all processors.</param>
    /// <param name="progress">Told the number of finished samples.</param>
    /// <param name="cancellationToken">Stops between samples; finished shards stay.</param>
    public static ShardDataset Build(
        string folder, DatasetManifest manifest, Func<long, TrainingSample> create, int? threads, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(manifest.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(manifest.Count, DatasetLimits.MaxSamples);
        ArgumentOutOfRangeException.ThrowIfLessThan(manifest.ShardSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(manifest.ShardSize, DatasetLimits.MaxShardSize);
        Prepare(folder, manifest);
        int done = 0;
        for (int shard = 0; shard < manifest.ShardCount; shard++)
        {
            string path = Path.Combine(folder, ShardFile.NameOf(shard));
            int size = manifest.CountOf(shard);
            if (!IsFinished(path, (long)shard * manifest.ShardSize, size))
            {
                byte[][] records = new byte[size][];
                long first = (long)shard * manifest.ShardSize;
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellationToken };
                int finished = done;
                Run(parallel, size, i =>
                {
                    records[i] = RecordWriter.Write(create(first + i));
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
                    $"{MessageText.OneLine(folder)}: holds a dataset of other options, sources or generator version ({(old.Options is { } o ? $"seed {o.Seed}" : "imported")}, {old.Count} samples); give another folder, or the same options to continue it.");
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

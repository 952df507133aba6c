using Sam3D.Cli.Reporting;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Cli.Commands;

/// <summary>Makes a dataset while telling how many samples are done.</summary>
internal static class DatasetRun
{
    /// <summary>Runs.</summary>
    /// <param name="reporter">Whom to tell.</param>
    /// <param name="name">What is done.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="validate">Throws where an option is out of range.</param>
    /// <param name="make">Makes the dataset.</param>
    /// <param name="cancellationToken">The token that <paramref name="make"/> obeys.</param>
    /// <exception cref="UsageException">An option is out of range.</exception>
    /// <exception cref="StoppedException">It was stopped.</exception>
    public static async Task<ShardDataset> RunAsync(
        Reporter reporter, string name, int count, Action validate, Func<IProgress<int>, ShardDataset> make, CancellationToken cancellationToken)
    {
        try
        {
            validate();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }

        try
        {
            return await reporter.RunAsync(progress => Task.Run(() => make(new SampleProgress(progress, name, count)), CancellationToken.None)).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new StoppedException("stopped; finished shards are kept, the same command continues.", e);
        }
    }

    private sealed class SampleProgress(IProgress<WorkProgress> inner, string work, int count) : IProgress<int>
    {
        public void Report(int value) => inner.Report(new WorkProgress(work, value, count));
    }
}

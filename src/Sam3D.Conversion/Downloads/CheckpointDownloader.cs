using System.Runtime.ExceptionServices;

namespace Sam3D.Conversion;

/// <summary>
/// Fetches an official checkpoint folder from a hub of Hugging Face's kind, over its public HTTP interface: the files that <c>pipeline.yaml</c> names, the
/// licence, and MoGe's network. The folder can be given to <see cref="CheckpointConverter"/>.
/// </summary>
/// <remarks>
/// The server is hostile until proven otherwise: see <see cref="DownloadLimits"/>. A file gets to its place when it is whole and checked. What a run
/// leaves unfinished (<c>.partial</c>) is continued by the next one. Licences are not accepted here: the owner of the account does that on the hub's page.
/// </remarks>
public static class CheckpointDownloader
{
    private const long ReportStep = 1 << 20;

    /// <summary>Finds out what a download would fetch. Writes nothing.</summary>
    /// <param name="options">What, from where, and as whom; <see langword="null"/> takes <see cref="DownloadOptions.FromEnvironment"/>.</param>
    /// <param name="cancellationToken">Honoured at any time.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DownloadException">The hub cannot be reached, refuses, or breaks a rule.</exception>
    /// <exception cref="CheckpointException">The repository's <c>pipeline.yaml</c> cannot be read.</exception>
    public static async Task<DownloadPlan> PlanAsync(DownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= DownloadOptions.FromEnvironment();
        options.Validate();
        using var hub = new HubClient(options);
        return await CheckpointSelection.ChooseAsync(hub, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches the files. Those that are there already are checked and kept.</summary>
    /// <param name="folder">Where to; made when it is missing. <c>pipeline.yaml</c> comes to lie directly in it.</param>
    /// <param name="options">What, from where, and as whom; <see langword="null"/> takes <see cref="DownloadOptions.FromEnvironment"/>.</param>
    /// <param name="progress">Told about every mebibyte and every finished file; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured at any time; unfinished files stay for the next run.</param>
    /// <returns>The files, all whole and checked.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DownloadException">The hub cannot be reached, refuses or breaks a rule, or the disk does.</exception>
    /// <exception cref="CheckpointException">The repository's <c>pipeline.yaml</c> cannot be read.</exception>
    public static async Task<IReadOnlyList<DownloadedFile>> DownloadAsync(
        string folder, DownloadOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= DownloadOptions.FromEnvironment();
        options.Validate();

        // 1. What
        using var hub = new HubClient(options);
        DownloadPlan plan = await CheckpointSelection.ChooseAsync(hub, options, cancellationToken).ConfigureAwait(false);

        // 2. Where
        bool isNew = !Directory.Exists(folder);
        string root = MakeFolder(folder);
        try
        {
            DiskErrors.RequireRoom(root, plan.Files.Sum(f => Missing(f, PathOf(root, f))));

            // 3. Fetch
            return await FetchAsync(hub, options, plan, root, progress, cancellationToken).ConfigureAwait(false);
        }
        catch when (isNew)
        {
            RemoveIfEmpty(root);
            throw;
        }
    }

    private static async Task<DownloadedFile[]> FetchAsync(
        HubClient hub, DownloadOptions options, DownloadPlan plan, string root, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var results = new DownloadedFile[plan.Files.Count];
        var report = new Report(plan, progress);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? first = null;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelFiles, CancellationToken = CancellationToken.None };
        await Parallel.ForEachAsync(Enumerable.Range(0, results.Length), parallel, async (i, _) =>
        {
            try
            {
                stop.Token.ThrowIfCancellationRequested();
                DownloadFile file = plan.Files[i];
                results[i] = await new FileTransfer(hub, options, file, PathOf(root, file), bytes => report.Set(i, bytes)).RunAsync(stop.Token).ConfigureAwait(false);
                report.Set(i, file.Size);
            }
            catch (Exception e)
            {
                // The first failure ends the other files too; theirs would say less.
                if (Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(e), null) is null)
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                }
            }
        }).ConfigureAwait(false);
        first?.Throw();
        return results;
    }

    private static string PathOf(string root, DownloadFile file) => Path.Combine([root, .. file.Target.Split('/')]);

    private static long Missing(DownloadFile file, string path)
    {
        var whole = new FileInfo(path);
        var part = new FileInfo(path + PartialFile.Ending);
        return whole.Exists && whole.Length == file.Size ? 0 : Math.Max(0, file.Size - (part.Exists ? part.Length : 0));
    }

    private static string MakeFolder(string folder)
    {
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception e) when (DiskErrors.Is(e))
        {
            throw DiskErrors.Of(folder, e);
        }
    }

    private static void RemoveIfEmpty(string folder)
    {
        try
        {
            foreach (string inner in Directory.GetDirectories(folder))
            {
                RemoveIfEmpty(inner);
            }

            Directory.Delete(folder);
        }
        catch (Exception e) when (DiskErrors.Is(e))
        {
            // There is something in it, which stays for the next run.
        }
    }

    /// <summary>Adds up what several files report at the same time.</summary>
    private sealed class Report(DownloadPlan plan, IProgress<DownloadProgress>? progress)
    {
        private readonly Lock _adding = new();
        private readonly long[] _bytes = new long[plan.Files.Count];
        private readonly long[] _told = [.. Enumerable.Repeat(-ReportStep, plan.Files.Count)];
        private readonly long _total = plan.Bytes;
        private long _sum;

        public void Set(int index, long bytes)
        {
            lock (_adding)
            {
                _sum += bytes - _bytes[index];
                _bytes[index] = bytes;
                DownloadFile file = plan.Files[index];
                if (Math.Abs(bytes - _told[index]) >= ReportStep || (bytes == file.Size && _told[index] != bytes))
                {
                    _told[index] = bytes;
                    progress?.Report(new DownloadProgress(file.Target, bytes, file.Size, _sum, _total));
                }
            }
        }
    }
}

using System.CommandLine;
using System.Diagnostics;
using Sam3D.Cli.Download;
using Sam3D.Cli.Reporting;
using Sam3D.Conversion;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d download</c>: the official checkpoint folder from its hub.</summary>
internal static class DownloadCommand
{
    private const long Gigabyte = 1_000_000_000;

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var defaults = new DownloadOptions();
        var repository = new Argument<string>("REPOSITORY")
        {
            Description = "The repository on the hub, owner/name.",
            DefaultValueFactory = _ => defaults.Repository,
        };
        Option<string?> output = CheckedOptions.Path("--output", "FOLDER", "The folder for the checkpoint; made when it is missing.", "-o");
        output.Required = true;
        var revision = new Option<string>("--revision")
        {
            Description = "Branch, tag or commit.",
            HelpName = "R",
            DefaultValueFactory = _ => defaults.Revision,
        };
        var endpoint = new Option<string?>("--endpoint")
        {
            Description = $"Address of the hub. Default: HF_ENDPOINT, else {DownloadOptions.DefaultEndpoint.Host}.",
            HelpName = "URL",
        };
        var files = new Option<string[]>("--file")
        {
            Description = "Fetch this file and not those that the pipeline needs; give it several times for several files.",
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
        };
        var withDepth = new Option<bool>("--with-depth")
        {
            Description = $"Fetch MoGe's depth network too, to {DownloadOptions.DepthFolder}/{DownloadOptions.DepthFile}.",
            DefaultValueFactory = _ => defaults.WithDepth,
        };
        Option<double?> maxSize = CheckedOptions.Number(
            "--max-size", "GB", $"Refuse a download of more gigabytes than this. Default {defaults.Limits.MaxTotalBytes / Gigabyte}.", 0.001, 1_000_000);
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace files that are there and differ from the repository's." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell what would be fetched." };

        var command = new Command(
            "download",
            "Fetch the official checkpoint folder. The token is taken from HF_TOKEN, else from the hub's own token file; the licence has to be accepted on the hub's page first.")
        {
            repository, output, revision, endpoint, files, withDepth, maxSize, overwrite, dryRun,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            DownloadOptions found = DownloadOptions.FromEnvironment();
            long most = parsed.GetValue(maxSize) is { } given ? (long)(given * Gigabyte) : defaults.Limits.MaxTotalBytes;
            DownloadOptions options = found with
            {
                Repository = parsed.GetRequiredValue(repository),
                Revision = parsed.GetRequiredValue(revision),
                Endpoint = parsed.GetValue(endpoint) is { } address ? Address(address) : found.Endpoint,
                Files = parsed.GetValue(files) ?? [],
                WithDepth = parsed.GetValue(withDepth),
                Overwrite = parsed.GetValue(overwrite),
                Limits = defaults.Limits with { MaxTotalBytes = most, MaxFileBytes = Math.Max(most, defaults.Limits.MaxFileBytes) },
            };
            Check(options);
            return RunAsync(parsed.GetRequiredValue(output)!, options, parsed.GetValue(dryRun), GlobalOptions.Reporter(parsed, terminal), cancellationToken);
        });
        return command;
    }

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
        ? address
        : throw new UsageException($"--endpoint is '{text}', expected an address such as {DownloadOptions.DefaultEndpoint}.");

    private static void Check(DownloadOptions options)
    {
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static async Task<int> RunAsync(string folder, DownloadOptions options, bool isDryRun, Reporter reporter, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        reporter.Note($"{options.Repository} at {options.Revision} from {options.Endpoint.Host}, {(options.Token is null ? "without a token" : "with a token")}");
        IEnumerable<DownloadReportFile> files;
        if (isDryRun)
        {
            DownloadPlan plan = await CheckpointDownloader.PlanAsync(options, cancellationToken).ConfigureAwait(false);
            files = plan.Files.Select(f => DownloadReportFile.Of(f, null));
        }
        else
        {
            files = (await FetchAsync(folder, options, reporter, cancellationToken).ConfigureAwait(false)).Select(f => DownloadReportFile.Of(f.File, f.BytesReceived));
        }

        var report = new DownloadReport
        {
            Folder = Path.GetFullPath(folder),
            Repository = options.Repository,
            Revision = options.Revision,
            IsDryRun = isDryRun,
            Files = [.. files],
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
        reporter.Result(report, CliJson.Readable.DownloadReport, DownloadText.Write);
        return ExitCode.Success;
    }

    private static async Task<IReadOnlyList<DownloadedFile>> FetchAsync(
        string folder, DownloadOptions options, Reporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            return await reporter.RunAsync(progress => CheckpointDownloader.DownloadAsync(folder, options, new FileProgress(progress), cancellationToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new StoppedException("stopped; what is there is kept: run the same command again to go on.", e);
        }
    }

    /// <summary>One bar for all files, since several come at the same time.</summary>
    private sealed class FileProgress(IProgress<WorkProgress> inner) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) =>
            inner.Report(new WorkProgress($"download {PlainText.Bytes(value.TotalBytes)}", value.Bytes, Math.Max(1, value.TotalBytes)));
    }
}

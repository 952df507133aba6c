using System.CommandLine;
using System.Diagnostics;
using Sam3D.Cli.Reporting;
using Sam3D.Conversion;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d synth-checkpoint</c>: a folder of the released form with random weights, for tests and measurements.</summary>
internal static class SynthCheckpointCommand
{
    private const string Small = "small", Full = "full", Single = "fp32", Half = "fp16";

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> folder = CheckedOptions.PathArgument("FOLDER", "The folder to make, new or empty; with --model the file to make.");
        var size = new Option<string>("--size")
        {
            Description = "Sizes of the networks: small (about 20 MB, for tests) or full (those of the release, 13.5 GB; half of it with --precision fp16).",
            HelpName = $"{Small}|{Full}",
        };
        var model = new Option<string?>("--model")
        {
            Description = "Instead of the folder, one file of a promptable segmenter at its released size.",
            HelpName = string.Join('|', SyntheticSegmenter.Models),
        };
        Option<long?> seed = CheckedOptions.Number("--seed", "N", "Seed of the weights. Default 0.", 0L, long.MaxValue);
        var precision = new Option<string>("--precision")
        {
            Description = "fp32 stores each weight as wide as the release does, fp16 all of them in half precision.",
            HelpName = $"{Single}|{Half}",
            DefaultValueFactory = _ => Single,
        };
        size.AcceptOnlyFromAmong(Small, Full);
        precision.AcceptOnlyFromAmong(Single, Half);
        model.AcceptOnlyFromAmong([.. SyntheticSegmenter.Models]);
        var command = new Command("synth-checkpoint", "Make a checkpoint of the released form with random weights, for tests and measurements; its results mean nothing.")
        {
            folder, size, model, seed, precision,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(size) is null) == (result.GetResult(model) is null))
            {
                result.AddError("Give either --size, for a checkpoint folder, or --model, for a segmenter's file.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(folder),
            parsed.GetValue(model),
            new SyntheticCheckpointOptions
            {
                Size = parsed.GetValue(size) is null or Full ? SyntheticSize.Full : SyntheticSize.Small,
                Seed = (ulong)(parsed.GetValue(seed) ?? 0),
                Precision = parsed.GetRequiredValue(precision) == Half ? SyntheticPrecision.Float16 : SyntheticPrecision.Float32,
            },
            GlobalOptions.Reporter(parsed, terminal),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string folder, string? model, SyntheticCheckpointOptions options, Reporter reporter, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        await reporter.RunAsync(progress => Task.Run(
            () =>
            {
                if (model is not null)
                {
                    SyntheticSegmenter.Write(folder, model, options, cancellationToken);
                    return true;
                }

                SyntheticCheckpoint.Write(folder, options, new FileProgress(progress), cancellationToken);
                return true;
            },
            cancellationToken)).ConfigureAwait(false);
        string path = Path.GetFullPath(folder);
        string[] files = model is not null ? [path] : Directory.GetFiles(path, "*", SearchOption.AllDirectories);
        var report = new SynthCheckpointReport
        {
            Folder = path,
            Size = options.Size == SyntheticSize.Full ? Full : Small,
            Seed = (long)options.Seed,
            Precision = options.Precision == SyntheticPrecision.Float16 ? Half : Single,
            Files = files.Length,
            Bytes = files.Sum(f => new FileInfo(f).Length),
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            PeakMemoryBytes = ProcessMemory.Peak(),
        };
        reporter.Result(report, CliJson.Readable.SynthCheckpointReport, WriteText);
        return ExitCode.Success;
    }

    private static void WriteText(SynthCheckpointReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add(File.Exists(report.Folder) ? "file" : "folder", report.Folder);
        lines.Add("weights", $"random (seed {report.Seed}), {report.Size} size, {report.Precision}; results mean nothing");
        lines.Add("files", $"{PlainText.Count(report.Files, "file")}, {PlainText.Bytes(report.Bytes)}");
        lines.AddTotal(report.Seconds, report.PeakMemoryBytes);
    }

    /// <summary>A bar for each file.</summary>
    private sealed class FileProgress(IProgress<WorkProgress> inner) : IProgress<SyntheticProgress>
    {
        private string _file = "";

        public void Report(SyntheticProgress value)
        {
            if (value.File.Length > 0 && value.File != _file)
            {
                _file = value.File;
                inner.Report(new WorkProgress($"write {value.File}", 0, 1));
            }
        }
    }
}

/// <summary>What was made.</summary>
internal sealed record SynthCheckpointReport
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary><c>small</c> or <c>full</c>.</summary>
    public required string Size { get; init; }

    /// <summary>Seed of the weights.</summary>
    public required long Seed { get; init; }

    /// <summary><c>fp32</c> or <c>fp16</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>Number of files.</summary>
    public required int Files { get; init; }

    /// <summary>Their size.</summary>
    public required long Bytes { get; init; }

    /// <summary>Wall-clock time.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process.</summary>
    public long? PeakMemoryBytes { get; init; }
}

using System.CommandLine;
using System.Diagnostics;
using Sam3D.Cli.Reporting;
using Sam3D.Training;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d merge</c>: what several phases of training delivered, in one checkpoint folder.</summary>
internal static class MergeCommand
{
    private const string Kept = "kept", Half = "fp16";

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var folders = new Argument<string[]>("CHECKPOINTS")
        {
            Description = "Checkpoint folders; files of later ones go over those of earlier ones, and numbers that belong to weights go with the weights.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> output = CheckedOptions.Path("--output", "FOLDER", "The checkpoint folder to make, new or empty.", "-o");
        output.Required = true;
        var precision = new Option<string>("--precision")
        {
            Description = "kept leaves weights as they are, fp16 stores float32 weights in half precision.",
            HelpName = $"{Kept}|{Half}",
            DefaultValueFactory = _ => Kept,
        };
        precision.AcceptOnlyFromAmong(Kept, Half);
        var command = new Command("merge", "Put checkpoint folders together into one, for convert and as the start of a training.") { folders, output, precision };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(folders), parsed.GetRequiredValue(output)!, parsed.GetRequiredValue(precision) == Half, GlobalOptions.Reporter(parsed, terminal), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] folders, string output, bool half, Reporter reporter, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        await Task.Run(() => CheckpointMerge.Write(folders, output, half, cancellationToken), cancellationToken).ConfigureAwait(false);
        string folder = Path.GetFullPath(output);
        string[] files = Directory.GetFiles(folder);
        var report = new MergeReport
        {
            Folder = folder,
            Files = files.Length,
            Bytes = files.Sum(f => new FileInfo(f).Length),
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            PeakMemoryBytes = ProcessMemory.Peak(),
        };
        reporter.Result(report, CliJson.Readable.MergeReport, WriteText);
        return ExitCode.Success;
    }

    private static void WriteText(MergeReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("checkpoint", report.Folder);
        lines.Add("files", $"{PlainText.Count(report.Files, "file")}, {PlainText.Bytes(report.Bytes)}");
        lines.AddTotal(report.Seconds, report.PeakMemoryBytes);
    }
}

/// <summary>What was put together.</summary>
internal sealed record MergeReport
{
    /// <summary>The checkpoint folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Number of files.</summary>
    public required int Files { get; init; }

    /// <summary>Their size.</summary>
    public required long Bytes { get; init; }

    /// <summary>Wall-clock time.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process.</summary>
    public long? PeakMemoryBytes { get; init; }
}

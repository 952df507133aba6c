using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using Sam3D.Bundles;
using Sam3D.Cli.Reporting;
using Sam3D.Conversion;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d convert</c>: a checkpoint folder to a model bundle.</summary>
internal static class ConvertCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var defaults = new ConversionOptions();
        Argument<string> source = CheckedOptions.PathArgument(
            "CHECKPOINTS",
            "The folder of a SAM 3D Objects checkpoint (pipeline.yaml and the files that it names), or the checkpoint file of SAM, MobileSAM, SAM 2 or SAM 3 (.pth, .pt), the last with its tokenizer file beside it.");
        Option<string?> output = CheckedOptions.Path("--output", "BUNDLE", "The folder of the bundle; new, empty, or with --overwrite an older bundle.", "-o");
        output.Required = true;
        var name = new Option<string?>("--name") { Description = "Name of the model. Default: what pipeline.yaml says, else the folder's name; of a SAM its kind.", HelpName = "TEXT" };
        var licence = new Option<string>("--licence", "--license")
        {
            Description = "Licence of the weights in a few words.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => defaults.Licence,
        };
        var origin = new Option<string>("--origin")
        {
            Description = "Where the weights come from.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => defaults.Origin,
        };
        Option<float?> fieldOfView = CheckedOptions.Number(
            "--fov", "DEGREES", $"Field of view over the longer side that is assumed where no camera is given, 1 to 179. Default {defaults.FieldOfViewDegrees}.", 1f, 179f);
        var precision = new Option<GraphPrecision>("--precision")
        {
            Description = $"How weights are stored: {PrecisionNames.All}. fp16 halves files and the memory of a GPU, not that of the CPU; int8 is smaller and faster on CPUs, and not exact.",
            HelpName = "NAME",
            DefaultValueFactory = _ => defaults.Precision,
            CustomParser = ParsePrecision,
        };
        var refine = new Option<bool>("--refine-layout") { Description = "The bundle asks for layouts that are refined by the mask, unless 'sam3d reconstruct --refine-layout false' says otherwise." };
        var products = new Option<bool>("--float32-products")
        {
            Description = "With fp16, narrow the weights in the files alone and compute in float32, as int8 does: faster on CPUs, which have no float16 products.",
        };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a bundle that is already there; never other files." };

        foreach (Option option in (Option[])[name, licence, origin])
        {
            option.Validators.Add(result => CheckText(result, option.Name));
        }

        var command = new Command("convert", "Convert a checkpoint to a model bundle, without Python.") { source, output, name, licence, origin, fieldOfView, precision, products, refine, overwrite };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(source),
            parsed.GetRequiredValue(output)!,
            defaults with
            {
                Name = parsed.GetValue(name),
                Licence = parsed.GetRequiredValue(licence),
                Origin = parsed.GetRequiredValue(origin),
                FieldOfViewDegrees = parsed.GetValue(fieldOfView) ?? defaults.FieldOfViewDegrees,
                Precision = parsed.GetRequiredValue(precision),
                RefineLayout = parsed.GetValue(refine),
                Float32Products = parsed.GetValue(products),
                Overwrite = parsed.GetValue(overwrite),
            },
            GlobalOptions.Reporter(parsed, terminal),
            cancellationToken));
        return command;
    }

    private static GraphPrecision ParsePrecision(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (PrecisionNames.Find(text) is { } precision)
        {
            return precision;
        }

        result.AddError($"--precision is '{text}', expected {PrecisionNames.All}.");
        return default;
    }

    private static void CheckText(OptionResult result, string name)
    {
        if (result.Tokens.Any(t => t.Value.Length is 0 or > BundleLimits.TextLength || t.Value.Any(char.IsControl)))
        {
            result.AddError($"{name} is empty, too long or of several lines, expected 1 to {BundleLimits.TextLength} characters in one line.");
        }
    }

    private static async Task<int> RunAsync(
        string source, string output, ConversionOptions options, Reporter reporter, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        (string name, string licence, IEnumerable<string> stages, IReadOnlyList<BundleFile> files) = await reporter.RunAsync(
            progress => Task.Run(() => Convert(source, output, options, new GraphProgress(progress), cancellationToken), cancellationToken)).ConfigureAwait(false);
        var report = new ConvertReport
        {
            Bundle = Path.GetFullPath(output),
            Name = name,
            Licence = licence,
            Stages = [.. stages.Order(StringComparer.Ordinal)],
            Files = files.Count,
            Bytes = files.Sum(f => f.Size),
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            PeakMemoryBytes = ProcessMemory.Peak(),
        };
        reporter.Result(report, CliJson.Readable.ConvertReport, WriteText);
        return ExitCode.Success;
    }

    /// <summary>A file is a segmenter, a folder a model for reconstruction.</summary>
    private static (string Name, string Licence, IEnumerable<string> Stages, IReadOnlyList<BundleFile> Files) Convert(
        string source, string output, ConversionOptions options, IProgress<ConversionProgress> progress, CancellationToken cancellationToken)
    {
        if (File.Exists(source))
        {
            SegmentationManifest segmenter = SegmentationConverter.Convert(source, output, options, progress, cancellationToken);
            return (segmenter.Name, segmenter.Licence, segmenter.Stages.Keys, segmenter.Files);
        }

        BundleManifest manifest = CheckpointConverter.Convert(source, output, options, progress, cancellationToken);
        return (manifest.Name, manifest.Licence, manifest.Stages.Keys, manifest.Files);
    }

    private static void WriteText(ConvertReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("bundle", report.Bundle);
        lines.Add("name", report.Name);
        lines.Add("licence", report.Licence);
        lines.Add("stages", string.Join(", ", report.Stages));
        lines.Add("files", $"{PlainText.Count(report.Files, "file")}, {PlainText.Bytes(report.Bytes)}");
        lines.AddTotal(report.Seconds, report.PeakMemoryBytes);
    }

    /// <summary>A bar for each graph.</summary>
    private sealed class GraphProgress(IProgress<WorkProgress> inner) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value)
        {
            if (value.Stage.Length > 0)
            {
                inner.Report(new WorkProgress($"[{value.Step + 1}/{value.StepCount}] write {value.Stage}", 0, 1));
            }
        }
    }
}

/// <summary>What a conversion made.</summary>
internal sealed record ConvertReport
{
    /// <summary>The bundle's folder.</summary>
    public required string Bundle { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Names of the graphs.</summary>
    public required IReadOnlyList<string> Stages { get; init; }

    /// <summary>Number of files besides the manifest.</summary>
    public required int Files { get; init; }

    /// <summary>Their size.</summary>
    public required long Bytes { get; init; }

    /// <summary>Wall-clock time.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process.</summary>
    public long? PeakMemoryBytes { get; init; }
}

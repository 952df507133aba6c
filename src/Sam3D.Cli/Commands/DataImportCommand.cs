using System.CommandLine;
using Sam3D.Cli.Reporting;
using Sam3D.DataEngine;
using Sam3D.Import;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d data import</c>: a fine-tuning set of the data engine becomes a dataset.</summary>
internal static class DataImportCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var defaults = new ImportOptions();
        Argument<string> set = CheckedOptions.PathArgument("SET", "The folder that 'sam3d engine export --kind samples' wrote.");
        Option<string?> output = CheckedOptions.Path("--output", "FOLDER", "The dataset's folder. One of the same set that is not finished is continued.", "-o");
        output.Required = true;
        Option<int?> size = CheckedOptions.Number("--size", "PIXELS", "Longest side of the pictures; larger photographs are made smaller. Default 512.", 16, DatasetLimits.MaxImageSide);
        Option<int?> resolution = CheckedOptions.Number("--resolution", "VOXELS", "Voxels along an axis, a multiple of 8. Default 32.", 8, DatasetLimits.MaxResolution);
        Option<int?> points = CheckedOptions.Number("--surface-points", "N", "Surface points to store with each sample. Default 0.", 0, DatasetLimits.MaxSurfacePoints);
        var fine = new Option<bool>("--fine-distances") { Description = "Store signed distances at four times the resolution round the surface (large)." };
        Option<int?> shard = CheckedOptions.Number("--shard-size", "N", "Samples a file. Default 64.", 1, DatasetLimits.MaxShardSize);
        Option<int?> threads = CheckedOptions.Number("--threads", "N", "Threads; the result does not depend on it. Default: all processors.", 1, 1024);
        var command = new Command("import", "Make training samples of what a data engine has accepted. Held-out samples come last: the recipe's held_out keeps them from training.")
        {
            set, output, size, resolution, points, fine, shard, threads,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            FineTuningSet.Open(parsed.GetRequiredValue(set)),
            parsed.GetRequiredValue(output)!,
            new ImportOptions
            {
                ImageSize = parsed.GetValue(size) ?? defaults.ImageSize,
                Resolution = parsed.GetValue(resolution) ?? defaults.Resolution,
                SurfacePoints = parsed.GetValue(points) ?? defaults.SurfacePoints,
                FineDistances = parsed.GetValue(fine),
            },
            parsed.GetValue(shard) ?? DatasetGenerator.DefaultShardSize,
            parsed.GetValue(threads),
            GlobalOptions.Reporter(parsed, terminal),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        FineTuningSet set, string folder, ImportOptions options, int shardSize, int? threads, Reporter reporter, CancellationToken cancellationToken)
    {
        FineTuningEntry[] entries = [.. set.Entries.Where(e => e.HasMesh).OrderBy(e => e.IsHeldOut)];
        if (entries.Length == 0)
        {
            throw new InputException($"{set.Folder}: none of {set.Entries.Count} samples has a mesh, at least one is expected; make the candidates with a model that makes meshes.");
        }

        ShardDataset dataset = await DatasetRun.RunAsync(
            reporter, "import samples", entries.Length, options.Validate,
            progress => DatasetImporter.Import(folder, entries.Length, i => Read(set, entries[i]), set.Digest, options, shardSize, threads, progress, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        var report = new DataImportReport
        {
            Folder = Path.GetFullPath(folder),
            Samples = dataset.Count,
            HeldOut = entries.Count(e => e.IsHeldOut),
            WithoutMesh = set.Entries.Count - entries.Length,
            Bytes = dataset.RecordBytes,
        };
        reporter.Result(report, CliJson.Readable.DataImportReport, WriteText);
        return ExitCode.Success;
    }

    private static PosedObject Read(FineTuningSet set, FineTuningEntry entry)
    {
        FineTuningSample sample = set.Read(entry);
        return new PosedObject
        {
            Name = entry.Name,
            Photo = sample.Photo,
            Mask = sample.Mask,
            Camera = sample.Camera,
            Pose = sample.Pose,
            Mesh = MeshFile.Load(sample.MeshPath!),
        };
    }

    private static void WriteText(DataImportReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("folder", report.Folder);
        lines.Add("samples", $"{PlainText.Count(report.Samples, "sample")}, {PlainText.Bytes(report.Bytes)}");
        lines.Add("held out", $"the last {report.HeldOut} (held_out: {report.HeldOut} in a recipe)");
        if (report.WithoutMesh > 0)
        {
            lines.Add("left out", $"{PlainText.Count(report.WithoutMesh, "sample")} without a mesh");
        }
    }
}

/// <summary>What was imported.</summary>
internal sealed record DataImportReport
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>How many of them, the last ones, are for measuring.</summary>
    public required int HeldOut { get; init; }

    /// <summary>How many were left out because their candidate has no mesh.</summary>
    public required int WithoutMesh { get; init; }

    /// <summary>Bytes of all records.</summary>
    public required long Bytes { get; init; }
}

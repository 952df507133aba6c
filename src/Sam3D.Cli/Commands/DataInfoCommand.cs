using System.CommandLine;
using System.Globalization;
using Sam3D.Cli.Reporting;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d data info</c>: what a dataset holds.</summary>
internal static class DataInfoCommand
{
    private const int Looked = 256;

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> folder = CheckedOptions.PathArgument("FOLDER", "The dataset's folder.");
        var verify = new Option<bool>("--verify") { Description = $"Read every sample and compare its checksum; without it, the first {Looked} are looked at." };
        var command = new Command("info", "Tell what a dataset of training samples holds.") { folder, verify };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(folder), parsed.GetValue(verify), GlobalOptions.Reporter(parsed, terminal), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, bool verify, Reporter reporter, CancellationToken cancellationToken)
    {
        DataInfo info = await reporter.RunAsync(progress => Task.Run(
            () =>
            {
                ShardDataset dataset = ShardDataset.Open(folder);
                int looked = verify ? dataset.Count : Math.Min(dataset.Count, Looked);
                var families = new SortedDictionary<string, int>(StringComparer.Ordinal);
                double mask = 0, voxels = 0, surface = 0;
                for (int i = 0; i < looked; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    TrainingSample sample = dataset.Get(i);
                    families[sample.Family] = families.GetValueOrDefault(sample.Family) + 1;
                    mask += (double)sample.Mask.Count / (sample.Mask.Width * sample.Mask.Height);
                    voxels += sample.Voxels.CountOccupied();
                    surface += sample.Voxels.Surface.Count;
                    progress.Report(new WorkProgress("read samples", i + 1, looked));
                }

                return new DataInfo
                {
                    Folder = Path.GetFullPath(folder),
                    Samples = dataset.Count,
                    Shards = (dataset.Count + dataset.Manifest.ShardSize - 1) / dataset.Manifest.ShardSize,
                    Bytes = dataset.RecordBytes,
                    Seed = dataset.Manifest.Options?.Seed,
                    ImageSize = dataset.Manifest.Options?.ImageSize ?? dataset.Manifest.Import!.ImageSize,
                    Resolution = dataset.Manifest.Options?.Resolution ?? dataset.Manifest.Import!.Resolution,
                    GeneratorVersion = dataset.Manifest.GeneratorVersion,
                    Looked = looked,
                    MeanMask = mask / looked,
                    MeanOccupiedVoxels = voxels / looked,
                    MeanSurfaceVoxels = surface / looked,
                    Families = families,
                };
            },
            cancellationToken)).ConfigureAwait(false);
        reporter.Result(info, CliJson.Readable.DataInfo, WriteText);
        return ExitCode.Success;
    }

    private static void WriteText(DataInfo info, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("folder", info.Folder);
        lines.Add("samples", $"{PlainText.Count(info.Samples, "sample")} in {PlainText.Count(info.Shards, "shard")}, {PlainText.Bytes(info.Bytes)}");
        lines.Add("made with", info.Seed is { } seed ? $"seed {seed}, generator version {info.GeneratorVersion}" : "given objects");
        lines.Add("sizes", $"pictures {(info.Seed is null ? "up to " : "")}{info.ImageSize}×{info.ImageSize}, voxels {info.Resolution}³");
        lines.Add("looked at", PlainText.Count(info.Looked, "sample"));
        lines.Add("mean", string.Create(CultureInfo.InvariantCulture, $"mask {100 * info.MeanMask:0.0} % of the picture, {info.MeanOccupiedVoxels:0} voxels occupied, {info.MeanSurfaceVoxels:0} on the surface"));
        lines.Add("families", string.Join(", ", info.Families.Select(f => $"{f.Key} {f.Value}")));
    }
}

/// <summary>What a dataset holds.</summary>
internal sealed record DataInfo
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>Number of files.</summary>
    public required int Shards { get; init; }

    /// <summary>Bytes of all records.</summary>
    public required long Bytes { get; init; }

    /// <summary>The seed; nothing where the samples were imported.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Side of the pictures, the longest one where they were imported.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Voxels along an axis.</summary>
    public required int Resolution { get; init; }

    /// <summary>Version of the generator's rules.</summary>
    public required int GeneratorVersion { get; init; }

    /// <summary>How many samples the rest is about.</summary>
    public required int Looked { get; init; }

    /// <summary>Mean part of the picture that the mask covers, 0 to 1.</summary>
    public required double MeanMask { get; init; }

    /// <summary>Mean number of occupied voxels.</summary>
    public required double MeanOccupiedVoxels { get; init; }

    /// <summary>Mean number of voxels on the surface.</summary>
    public required double MeanSurfaceVoxels { get; init; }

    /// <summary>Samples of each family.</summary>
    public required IReadOnlyDictionary<string, int> Families { get; init; }
}

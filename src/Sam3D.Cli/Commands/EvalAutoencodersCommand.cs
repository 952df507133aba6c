using System.CommandLine;
using System.Globalization;
using Sam3D.Cli.Reporting;
using Sam3D.Training.Data.Storage;
using Sam3D.Training.Evaluation;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d eval autoencoders</c>: what the auto-encoders of a checkpoint keep of true objects.</summary>
internal static class EvalAutoencodersCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> dataset = CheckedOptions.PathArgument("DATASET", "A dataset of 'sam3d data generate'; its meshes are read again. With --surface-points the mesh decoder is scored too.");
        var checkpoint = new Option<string>("--checkpoint") { Description = "The checkpoint folder, encoders included.", HelpName = "FOLDER", Required = true };
        Option<int?> first = CheckedOptions.Number("--first", "N", "Number of the first sample. Default 0.", 0, DatasetLimits.MaxSamples);
        Option<int?> count = CheckedOptions.Number("--count", "N", "Number of samples. Default all.", 1, DatasetLimits.MaxSamples);
        Option<int?> points = CheckedOptions.Number("--points", "N", "Points on each surface, 100 to 4,000,000. Default 100,000.", 100, 4_000_000);
        Option<int?> threads = CheckedOptions.Number("--threads", "N", "Threads. Default: one for each core.", 1, RuntimeOptions.MaxThreads);
        var sources = new DatasetSourceOptions();
        var command = new Command("autoencoders", "Score what the auto-encoders of a checkpoint keep of true objects, which no flow between them can exceed.")
        {
            dataset, checkpoint, first, count, points, threads,
        };
        sources.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Reporter reporter = GlobalOptions.Reporter(parsed, terminal);
            int used = parsed.GetValue(threads) ?? Environment.ProcessorCount;
            AutoencoderReport report = await reporter.RunAsync(progress => Task.Run(
                () =>
                {
                    ShardDataset samples = ShardDataset.Open(parsed.GetRequiredValue(dataset));
                    using var evaluation = new AutoencoderEvaluation(parsed.GetRequiredValue(checkpoint));
                    int start = parsed.GetValue(first) ?? 0, wanted = Math.Min(parsed.GetValue(count) ?? int.MaxValue, Math.Max(0, samples.Count - start));
                    var scores = new List<AutoencoderScore>();
                    foreach (AutoencoderScore score in evaluation.Score(samples, start, Math.Max(1, wanted), parsed.GetValue(points) ?? 100_000, used, sources.Sources(parsed), cancellationToken))
                    {
                        scores.Add(score);
                        progress.Report(new WorkProgress("score auto-encoders", scores.Count, wanted));
                    }

                    return AutoencoderReport.Of(scores);
                },
                cancellationToken)).ConfigureAwait(false);
            reporter.Result(report, CliJson.Readable.AutoencoderReport, WriteText);
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteText(AutoencoderReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("samples", PlainText.Count(report.Cases.Count, "sample"));
        lines.Add("structure", string.Create(CultureInfo.InvariantCulture, $"voxel IoU {report.StructureIoU:0.0000}, F1 {report.DecodedVoxelF1:0.0000} of {report.TrueVoxelF1:0.0000} with the true voxels"));
        lines.Add("mesh", report.MeshF1 is { } mesh ? string.Create(CultureInfo.InvariantCulture, $"F1 {mesh:0.0000} on the true voxels") : "not scored: the samples have no surface points, or the checkpoint has no slat_encoder and slat_decoder_mesh");
    }
}

/// <summary>Means over all cases, and each of them.</summary>
internal sealed record AutoencoderReport
{
    /// <summary>Mean intersection over union of the voxels.</summary>
    public required double StructureIoU { get; init; }

    /// <summary>Mean F1 of the surface of the true voxels.</summary>
    public required double TrueVoxelF1 { get; init; }

    /// <summary>Mean F1 of the surface of the decoded voxels.</summary>
    public required double DecodedVoxelF1 { get; init; }

    /// <summary>Mean F1 of the decoded meshes; nothing where there is none.</summary>
    public double? MeshF1 { get; init; }

    /// <summary>Each case.</summary>
    public required IReadOnlyList<AutoencoderScore> Cases { get; init; }

    /// <summary>The report of some scores, at least one.</summary>
    public static AutoencoderReport Of(IReadOnlyList<AutoencoderScore> scores) => new()
    {
        StructureIoU = scores.Average(s => s.StructureIoU),
        TrueVoxelF1 = scores.Average(s => s.TrueVoxelF1),
        DecodedVoxelF1 = scores.Average(s => s.DecodedVoxelF1),
        MeshF1 = scores.Average(s => s.MeshF1),
        Cases = scores,
    };
}

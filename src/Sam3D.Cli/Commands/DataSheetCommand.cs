using System.CommandLine;
using Sam3D.Cli.Reporting;
using Sam3D.Rendering;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d data sheet</c>: a picture of a dataset's samples.</summary>
internal static class DataSheetCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> folder = CheckedOptions.PathArgument("FOLDER", "The dataset's folder.");
        Option<string?> output = CheckedOptions.Path("--output", "FILE", "The PNG file. Default sheet.png in the dataset's folder.", "-o");
        Option<int?> first = CheckedOptions.Number("--first", "N", "Number of the first sample. Default 0.", 0, DatasetLimits.MaxSamples);
        Option<int?> count = CheckedOptions.Number("--count", "N", "Number of samples. Default 40.", 1, 1000);
        Option<int?> cell = CheckedOptions.Number("--cell", "PIXELS", "Side of a picture on the sheet. Default 168.", 16, 1024);
        var masks = new Option<bool>("--masks") { Description = "Darken what is not the object." };
        var command = new Command("sheet", "Draw samples of a dataset side by side.") { folder, output, first, count, cell, masks };
        command.SetAction((parsed, cancellationToken) =>
        {
            string source = parsed.GetRequiredValue(folder);
            string path = parsed.GetValue(output) ?? Path.Combine(source, "sheet.png");
            ShardDataset dataset = ShardDataset.Open(source);
            int from = Math.Min(parsed.GetValue(first) ?? 0, dataset.Count - 1), to = Math.Min(dataset.Count, from + (parsed.GetValue(count) ?? 40));
            var pictures = new List<RgbImage>();
            for (int i = from; i < to; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                TrainingSample sample = dataset.Get(i);
                pictures.Add(parsed.GetValue(masks) ? Darken(sample) : sample.Image);
            }

            ContactSheet.Tile(pictures, new ContactSheetOptions { CellSize = parsed.GetValue(cell) ?? 168, Columns = 10, Margin = 2 }).SavePng(path);
            var report = new DataSheetReport { File = Path.GetFullPath(path), First = from, Samples = to - from };
            GlobalOptions.Reporter(parsed, terminal).Result(
                report, CliJson.Readable.DataSheetReport, (r, writer) => new LabelledLines(writer).Add("sheet", $"{r.File}, {PlainText.Count(r.Samples, "sample")} from {r.First} on"));
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static RgbImage Darken(TrainingSample sample)
    {
        byte[] pixels = sample.Image.Pixels.ToArray();
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = sample.Mask.Values[i / 3] != 0 ? pixels[i] : (byte)(pixels[i] / 4);
        }

        return new RgbImage(sample.Image.Width, sample.Image.Height, pixels);
    }
}

/// <summary>What was drawn.</summary>
internal sealed record DataSheetReport
{
    /// <summary>The picture.</summary>
    public required string File { get; init; }

    /// <summary>Number of the first sample.</summary>
    public required int First { get; init; }

    /// <summary>Number of samples.</summary>
    public required int Samples { get; init; }
}

using System.CommandLine;
using Sam3D.Cli.Reporting;
using Sam3D.Cli.Segmentation;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d segment</c>: a photograph and a prompt to masks.</summary>
internal static class SegmentCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<string?> output = CheckedOptions.Path("--output", "FOLDER", "The folder for the results; made when it is missing.", "-o");
        output.Required = true;
        var shared = new PhotoArguments(
            "A click on the object (x,y or x,y,1) or beside it (x,y,0), in pixels. Give it several times; all clicks belong to one object.");
        var alternatives = new Option<bool>("--alternatives")
        {
            Description = "Write all masks that the prompt may mean, a part or the whole, and not the best alone.",
        };
        var command = new Command("segment", "Find objects in a photograph by clicks, boxes, words or all at once: masks, an overlay, and their runs as JSON.");
        shared.AddTo(command, output, alternatives);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new SegmentRequest
            {
                Photo = shared.Photo(parsed),
                Output = parsed.GetRequiredValue(output)!,
                Prompt = shared.Prompt(parsed),
                Alternatives = parsed.GetValue(alternatives),
                Runtime = shared.Runtime(parsed),
                ReplacesFiles = shared.ReplacesFiles(parsed),
            };
            Reporter reporter = GlobalOptions.Reporter(parsed, terminal);
            SegmentReport report = await new SegmentJob(request, reporter).RunAsync(cancellationToken).ConfigureAwait(false);
            reporter.Result(report, CliJson.Readable.SegmentReport, SegmentText.Write);
            return ExitCode.Success;
        });
        return command;
    }
}

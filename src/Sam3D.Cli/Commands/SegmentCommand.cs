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
        Argument<string> photo = CheckedOptions.PathArgument("PHOTO", "The photograph: an 8-bit RGB picture (PNG, JPEG, WebP, BMP).");
        Option<string?> output = CheckedOptions.Path("--output", "FOLDER", "The folder for the results; made when it is missing.", "-o");
        output.Required = true;
        var prompts = new PromptArguments(
            "A click on the object (x,y or x,y,1) or beside it (x,y,0), in pixels. Give it several times; all clicks belong to one object.");
        var alternatives = new Option<bool>("--alternatives")
        {
            Description = "Write all masks that the prompt may mean, a part or the whole, and not the best alone.",
        };
        var noOverwrite = new Option<bool>("--no-overwrite")
        {
            Description = "Fail when a file to be written exists already; without it, existing files of the same name are replaced.",
        };
        var command = new Command("segment", "Find objects in a photograph by clicks, boxes, words or all at once: masks, an overlay, and their runs as JSON.")
        {
            photo, output, alternatives, noOverwrite,
        };
        prompts.AddTo(command);
        var runtime = new RuntimeArguments();
        runtime.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new SegmentRequest
            {
                Photo = parsed.GetRequiredValue(photo),
                Output = parsed.GetRequiredValue(output)!,
                Prompt = prompts.Of(parsed),
                Alternatives = parsed.GetValue(alternatives),
                Runtime = runtime.Of(parsed),
                ReplacesFiles = !parsed.GetValue(noOverwrite),
            };
            Reporter reporter = GlobalOptions.Reporter(parsed, terminal);
            SegmentReport report = await new SegmentJob(request, reporter).RunAsync(cancellationToken).ConfigureAwait(false);
            reporter.Result(report, CliJson.Readable.SegmentReport, SegmentText.Write);
            return ExitCode.Success;
        });
        return command;
    }
}

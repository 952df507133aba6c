using System.CommandLine;
using System.CommandLine.Parsing;
using Sam3D.Cli.Reporting;
using Sam3D.Cli.Tracking;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d track</c>: the frames of a video and prompts to masks of each object on each frame.</summary>
internal static class TrackCommand
{
    private const string Place = "[OBJECT][@FRAME]:", Prefix = "Object and frame may stand in front, as in 2@10:512,300; without them it is object 1 on frame 0.";

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> folder = CheckedOptions.PathArgument(
            "FOLDER", $"Folder with the frames of a video as pictures ({string.Join(", ", VideoFrames.Endings)}), in the natural order of their names.");
        Option<string?> output = CheckedOptions.Path("--output", "FOLDER", "The folder for masks and overlays; made when it is missing.", "-o");
        output.Required = true;
        Option<string?> bundle = CheckedOptions.Path("--bundle", "FOLDER", "A bundle of SAM 2 or SAM 3, as 'sam3d convert' makes it, or a folder with the four ONNX files of SAM2Export.");
        bundle.Required = true;
        Option<TrackPrompt[]> points = Prompts("--point", "X,Y[,0|1]", $"A click on an object, in pixels of the frame; with ,0 beside it, on what does not belong to it. {Prefix}", p => p.Point() is not null);
        Option<TrackPrompt[]> boxes = Prompts("--box", "X0,Y0,X1,Y1", "A box around an object: its upper left and lower right corners.", p => p.Box() is not null);
        Option<TrackPrompt[]> masks = Prompts("--mask", "FILE", "A picture of the frame's size whose non-black pixels are the object.", p => !string.IsNullOrWhiteSpace(p.Value));
        Option<TrackPrompt[]> text = Prompts("--text", "WORDS", "A noun phrase: all objects that it means are found and followed (SAM 3).", p => !string.IsNullOrWhiteSpace(p.Value));
        text.Arity = ArgumentArity.ExactlyOne;
        var noOverlays = new Option<bool>("--no-overlays") { Description = "Write masks alone, not the frames with what was found drawn onto them." };
        var device = new Option<string>("--device") { Description = "Where the networks run; auto takes CUDA when it can be had.", DefaultValueFactory = _ => "auto" };
        device.AcceptOnlyFromAmong("auto", "cpu", "cuda");
        Option<int?> threads = CheckedOptions.Number("--threads", "N", "Processor threads of a network call. Default: one for each core.", 1, RuntimeOptions.MaxThreads);
        var command = new Command("track", "Follow objects through a video: a mask of each object on each frame, as PNG, and overlays.")
        {
            folder, output, bundle, points, boxes, masks, text, noOverlays, device, threads,
        };
        command.Validators.Add(result =>
        {
            if (((Option[])[points, boxes, masks, text]).All(o => result.GetResult(o) is null))
            {
                result.AddError("There is no prompt: give --point, --box, --mask or --text.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new TrackRequest
            {
                Frames = parsed.GetRequiredValue(folder),
                Output = parsed.GetRequiredValue(output)!,
                Bundle = parsed.GetRequiredValue(bundle)!,
                Points = parsed.GetValue(points) ?? [],
                Boxes = parsed.GetValue(boxes) ?? [],
                Masks = parsed.GetValue(masks) ?? [],
                Text = parsed.GetValue(text)?.SingleOrDefault(),
                WritesOverlays = !parsed.GetValue(noOverlays),
                Runtime = new RuntimeOptions
                {
                    Device = Enum.Parse<DevicePreference>(parsed.GetRequiredValue(device), ignoreCase: true),
                    Threads = parsed.GetValue(threads),
                },
            },
            GlobalOptions.Reporter(parsed, terminal),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TrackRequest request, Reporter reporter, CancellationToken cancellationToken)
    {
        TrackReport report = await new TrackJob(request, reporter).RunAsync(cancellationToken).ConfigureAwait(false);
        reporter.Result(report, CliJson.Readable.TrackReport, TrackText.Write);
        return ExitCode.Success;
    }

    private static Option<TrackPrompt[]> Prompts(string name, string value, string description, Func<TrackPrompt, bool> isGood) => new(name)
    {
        Description = description,
        HelpName = Place + value,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => Parse(result, name, value, isGood),
    };

    private static TrackPrompt[] Parse(ArgumentResult result, string name, string value, Func<TrackPrompt, bool> isGood)
    {
        var prompts = new List<TrackPrompt>();
        foreach (Token token in result.Tokens)
        {
            if (TrackPrompt.Parse(token.Value) is { } prompt && isGood(prompt))
            {
                prompts.Add(prompt);
            }
            else
            {
                result.AddError($"{name} is '{token.Value}', expected {value}, or with object and frame in front 1@0:{value}.");
            }
        }

        return [.. prompts];
    }
}

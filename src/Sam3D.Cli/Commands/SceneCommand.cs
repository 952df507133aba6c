using System.CommandLine;
using Sam3D.Cli.Reporting;
using Sam3D.Cli.Scenes;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d scene</c>: a photograph to one GLB with all objects in their places.</summary>
internal static class SceneCommand
{
    private const int DefaultObjects = 10, MaxObjects = 100;

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> photo = CheckedOptions.PathArgument("PHOTO", "The photograph: an 8-bit RGB picture (PNG, JPEG, WebP, BMP).");
        Option<string?> output = CheckedOptions.Path("--output", "FILE.glb", "The GLB file to write; its folder is made when it is missing.", "-o");
        output.Required = true;
        output.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { } path }] && !path.EndsWith(".glb", StringComparison.OrdinalIgnoreCase))
            {
                result.AddError($"--output is '{path}', expected a file that ends with .glb.");
            }
        });
        var prompts = new PromptArguments(
            "A click on an object (x,y or x,y,1), in pixels; each is an object of its own. x,y,0 is a click on what belongs to none of them.");
        Option<int?> most = CheckedOptions.Number("--max-objects", "N", $"Most objects, 1 to {MaxObjects}; those with the best masks. Default {DefaultObjects}.", 1, MaxObjects);
        var gaussians = new Option<bool>("--ply") { Description = "Also write the Gaussians of all objects as one PLY file in camera space, where the model makes them." };
        var noOverwrite = new Option<bool>("--no-overwrite")
        {
            Description = "Fail when a file to be written exists already; without it, existing files of the same name are replaced.",
        };
        var command = new Command("scene", "Find objects in a photograph, reconstruct each, and place all of them in one GLB, with the camera.")
        {
            photo, output, most, gaussians, noOverwrite,
        };
        prompts.AddTo(command);
        var sampling = new SamplingArguments();
        sampling.AddTo(command);
        var runtime = new RuntimeArguments();
        runtime.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new SceneRequest
            {
                Photo = parsed.GetRequiredValue(photo),
                Output = parsed.GetRequiredValue(output)!,
                Prompt = prompts.Of(parsed),
                MaxObjects = parsed.GetValue(most) ?? DefaultObjects,
                WritesGaussians = parsed.GetValue(gaussians),
                Options = sampling.Of(parsed),
                FieldOfViewDegrees = sampling.FieldOfView(parsed),
                Bundle = sampling.Bundle(parsed),
                Runtime = runtime.Of(parsed),
                ReplacesFiles = !parsed.GetValue(noOverwrite),
            };
            Reporter reporter = GlobalOptions.Reporter(parsed, terminal);
            SceneReport report = await new SceneJob(request, reporter).RunAsync(cancellationToken).ConfigureAwait(false);
            reporter.Result(report, CliJson.Readable.SceneReport, SceneText.Write);
            return ExitCode.Success;
        });
        return command;
    }
}

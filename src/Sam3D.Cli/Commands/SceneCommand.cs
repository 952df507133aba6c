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
        Option<string?> output = CheckedOptions.Path("--output", "FILE.glb", "The GLB file to write; its folder is made when it is missing.", "-o");
        output.Required = true;
        output.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { } path }] && !path.EndsWith(".glb", StringComparison.OrdinalIgnoreCase))
            {
                result.AddError($"--output is '{path}', expected a file that ends with .glb.");
            }
        });
        var shared = new PhotoArguments(
            "A click on an object (x,y or x,y,1), in pixels; each is an object of its own. x,y,0 is a click on what belongs to none of them.");
        Option<int?> most = CheckedOptions.Number("--max-objects", "N", $"Most objects, 1 to {MaxObjects}; those with the best masks. Default {DefaultObjects}.", 1, MaxObjects);
        var gaussians = new Option<bool>("--ply") { Description = "Also write the Gaussians of all objects as one PLY file in camera space, where the model makes them." };
        var command = new Command("scene", "Find objects in a photograph, reconstruct each, and place all of them in one GLB, with the camera.");
        shared.AddTo(command, output, most, gaussians);
        var sampling = new SamplingArguments();
        sampling.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new SceneRequest
            {
                Photo = shared.Photo(parsed),
                Output = parsed.GetRequiredValue(output)!,
                Prompt = shared.Prompt(parsed),
                MaxObjects = parsed.GetValue(most) ?? DefaultObjects,
                WritesGaussians = parsed.GetValue(gaussians),
                Options = sampling.Of(parsed),
                FieldOfViewDegrees = sampling.FieldOfView(parsed),
                Bundle = sampling.Bundle(parsed),
                Runtime = shared.Runtime(parsed),
                ReplacesFiles = shared.ReplacesFiles(parsed),
            };
            Reporter reporter = GlobalOptions.Reporter(parsed, terminal);
            SceneReport report = await new SceneJob(request, reporter).RunAsync(cancellationToken).ConfigureAwait(false);
            reporter.Result(report, CliJson.Readable.SceneReport, SceneText.Write);
            return ExitCode.Success;
        });
        return command;
    }
}

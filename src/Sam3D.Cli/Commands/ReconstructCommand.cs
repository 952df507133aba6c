using System.CommandLine;
using Sam3D.Cli.Reconstruct;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d reconstruct</c>: a photograph and masks to meshes, Gaussians and poses.</summary>
internal static class ReconstructCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> photo = CheckedOptions.PathArgument("PHOTO", "The photograph: an 8-bit RGB picture (PNG, JPEG, WebP, BMP).");
        var masks = new Option<string[]>("--mask", "-m")
        {
            Description = "A picture of the photograph's size whose non-black (or non-transparent) pixels are the object. Give it several times for several "
                + "objects. Without it, the photograph's own transparency tells the object, else a segmenter finds the main object.",
            HelpName = "MASK",
            Arity = ArgumentArity.OneOrMore,
        };
        masks.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
            {
                result.AddError("--mask is empty, expected a path.");
            }
        });
        Option<string?> output = CheckedOptions.Path("--output", "FOLDER", "The folder for the results; made when it is missing.", "-o");
        output.Required = true;
        Option<string[]> formats = FormatOption();
        var sheet = new Option<bool>("--sheet")
        {
            Description = "Also write a contact sheet: photograph, mask and four views of the mesh, or of the Gaussians where no mesh is asked for.",
        };
        var noOverwrite = new Option<bool>("--no-overwrite")
        {
            Description = "Fail when a file to be written exists already; without it, existing files of the same name are replaced.",
        };

        var command = new Command("reconstruct", "Make 3D objects of a photograph: mesh, Gaussians, placement in camera space and, on request, a contact sheet.")
        {
            photo, masks, output, formats, sheet, noOverwrite,
        };
        var sampling = new SamplingArguments();
        sampling.AddTo(command);
        var runtime = new RuntimeArguments();
        runtime.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new ReconstructRequest
            {
                Photo = parsed.GetRequiredValue(photo),
                Masks = parsed.GetValue(masks) ?? [],
                Output = parsed.GetRequiredValue(output)!,
                Options = sampling.Of(parsed),
                FieldOfViewDegrees = sampling.FieldOfView(parsed),
                Runtime = runtime.Of(parsed),
                Bundle = sampling.Bundle(parsed),
                Formats = parsed.GetValue(formats) is { Length: > 0 } given ? given : null,
                WritesSheet = parsed.GetValue(sheet),
                ReplacesFiles = !parsed.GetValue(noOverwrite),
            };
            return RunAsync(request, GlobalOptions.Reporter(parsed, terminal), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ReconstructRequest request, Reporter reporter, CancellationToken cancellationToken)
    {
        ReconstructReport report = await new ReconstructJob(request, reporter).RunAsync(cancellationToken).ConfigureAwait(false);
        reporter.Result(report, CliJson.Readable.ReconstructReport, ReconstructText.Write);
        return ExitCode.Success;
    }

    private static Option<string[]> FormatOption() => new("--format", "-f")
    {
        Description = $"Formats, separated by commas. Of the mesh: {string.Join(", ", OutputFormats.Meshes)}. Of the Gaussians: {OutputFormats.Splats} (PLY with every number), "
            + $"splat and spz (compact). Default: {string.Join(",", OutputFormats.DefaultMeshes)}, and {OutputFormats.Splats} where the model makes them.",
        HelpName = "LIST",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            string[] formats = [.. text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries).Distinct()];
            if (formats.Except(OutputFormats.All).Any())
            {
                result.AddError($"--format is '{text}', expected a list of {string.Join(", ", OutputFormats.All)}, separated by commas.");
            }

            return formats;
        },
    };
}

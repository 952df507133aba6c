using System.CommandLine;
using Sam3D.Cli.Reconstruct;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d reconstruct</c>: a photograph and masks to meshes and poses.</summary>
internal static class ReconstructCommand
{
    private static readonly string[] Formats = ["glb", "ply", "obj", "stl"];

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
        Option<ulong?> seed = CheckedOptions.Number<ulong>("--seed", "N", "Seed of the noise; the same seed gives the same files. Default 0.", 0, ulong.MaxValue);
        Option<int?> steps = CheckedOptions.Number("--steps", "N", "Sampling steps, 1 to 1000. Default: what the model states.", 1, 1000);
        Option<float?> guidance = CheckedOptions.Number(
            "--guidance", "X", "Strength of classifier-free guidance, 0 to 100; 0 switches it off. Default: what the model states.", 0f, 100f);
        Option<float?> fieldOfView = CheckedOptions.Number(
            "--fov", "DEGREES", "The camera's field of view over the longer side of the photograph, 1 to 179. Default: what the model states.", 1f, 179f);
        var device = new Option<string>("--device")
        {
            Description = "Where the networks run; auto takes CUDA when it can be had.",
            DefaultValueFactory = _ => "auto",
        };
        device.AcceptOnlyFromAmong("auto", "cpu", "cuda");
        Option<int?> threads = CheckedOptions.Number(
            "--threads", "N", "Processor threads of a network call. Default: one for each core.", 1, RuntimeOptions.MaxThreads);
        Option<string?> bundle = CheckedOptions.Path(
            "--bundle", "FOLDER", "A model bundle, as 'sam3d convert' makes it. Default: the embedded demonstration model.");
        Option<string[]> formats = FormatOption();
        var sheet = new Option<bool>("--sheet")
        {
            Description = "Also write a contact sheet: photograph, mask and four views of the result.",
        };
        var noOverwrite = new Option<bool>("--no-overwrite")
        {
            Description = "Fail when a file to be written exists already; without it, existing files of the same name are replaced.",
        };

        var command = new Command("reconstruct", "Make 3D objects of a photograph: mesh, placement in camera space and, on request, a contact sheet.")
        {
            photo, masks, output, seed, steps, guidance, fieldOfView, device, threads, bundle, formats, sheet, noOverwrite,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new ReconstructRequest
            {
                Photo = parsed.GetRequiredValue(photo),
                Masks = parsed.GetValue(masks) ?? [],
                Output = parsed.GetRequiredValue(output)!,
                Geometry = new GeometryOptions
                {
                    Seed = parsed.GetValue(seed) ?? 0,
                    Steps = parsed.GetValue(steps),
                    GuidanceStrength = parsed.GetValue(guidance),
                },
                FieldOfViewDegrees = parsed.GetValue(fieldOfView),
                Runtime = new RuntimeOptions
                {
                    Device = Enum.Parse<DevicePreference>(parsed.GetRequiredValue(device), ignoreCase: true),
                    Threads = parsed.GetValue(threads),
                },
                Bundle = parsed.GetValue(bundle),
                Formats = parsed.GetRequiredValue(formats),
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
        reporter.Result(report, CliJson.Default.ReconstructReport, ReconstructText.Write);
        return ExitCode.Success;
    }

    private static Option<string[]> FormatOption() => new("--format", "-f")
    {
        Description = $"Mesh formats, separated by commas: {string.Join(", ", Formats)}.",
        HelpName = "LIST",
        Arity = ArgumentArity.ExactlyOne,
        DefaultValueFactory = _ => ["glb", "ply"],
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            string[] formats = [.. text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries).Distinct()];
            if (formats.Except(Formats).Any())
            {
                result.AddError($"--format is '{text}', expected a list of {string.Join(", ", Formats)}, separated by commas.");
            }

            return formats;
        },
    };
}

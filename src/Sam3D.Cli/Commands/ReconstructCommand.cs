using System.CommandLine;
using Sam3D.Bundles;
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
        Option<ulong?> seed = CheckedOptions.Number<ulong>("--seed", "N", "Seed of the noise; the same seed gives the same files. Default 0.", 0, ulong.MaxValue);
        Option<int?> steps = CheckedOptions.Number("--steps", "N", "Sampling steps, 1 to 1000. Default: what the model states.", 1, 1000);
        Option<float?> guidance = CheckedOptions.Number(
            "--guidance", "X", "Strength of classifier-free guidance, 0 to 100; 0 switches it off. Default: what the model states.", 0f, 100f);
        Option<int?> textureSteps = CheckedOptions.Number(
            "--texture-steps", "N", "Sampling steps of texture and refinement, 1 to 1000. Default: what the model states.", 1, 1000);
        Option<float?> textureGuidance = CheckedOptions.Number(
            "--texture-guidance", "X", "Guidance of texture and refinement, 0 to 100; 0 switches it off. Default: what the model states.", 0f, 100f);
        Option<int?> gaussians = CheckedOptions.Number(
            "--gaussians-per-voxel", "N", "Gaussians that each voxel becomes; the released model has decoders of 4 and 32. Default: the model's first decoder.",
            1, BundleLimits.GaussiansPerVoxel);
        var noDepth = new Option<bool>("--no-depth")
        {
            Description = "Do not estimate the depth of the photograph, where the model could.",
        };
        Option<float?> fieldOfView = CheckedOptions.Number(
            "--fov", "DEGREES", "The camera's field of view over the longer side of the photograph, 1 to 179. Default: what the model states.", 1f, 179f);
        var device = new Option<string>("--device")
        {
            Description = "Where the networks run; auto takes CUDA when it can be had.",
            DefaultValueFactory = _ => "auto",
        };
        device.AcceptOnlyFromAmong("auto", "cpu", "cuda");
        var memory = new Option<string>("--memory")
        {
            Description = "What stays in memory: fastest keeps every network, balanced the small ones, smallest none. 'sam3d info BUNDLE --memory' estimates each.",
            DefaultValueFactory = _ => "balanced",
        };
        memory.AcceptOnlyFromAmong("fastest", "balanced", "smallest");
        Option<int?> threads = CheckedOptions.Number(
            "--threads", "N", "Processor threads of a network call. Default: one for each core.", 1, RuntimeOptions.MaxThreads);
        Option<string?> bundle = CheckedOptions.Path(
            "--bundle", "FOLDER", "A model bundle, as 'sam3d convert' makes it. Default: the embedded demonstration model.");
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
            photo, masks, output, seed, steps, guidance, textureSteps, textureGuidance, gaussians, fieldOfView, noDepth, device, memory, threads, bundle, formats, sheet,
            noOverwrite,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new ReconstructRequest
            {
                Photo = parsed.GetRequiredValue(photo),
                Masks = parsed.GetValue(masks) ?? [],
                Output = parsed.GetRequiredValue(output)!,
                Options = new ReconstructionOptions
                {
                    Geometry = new GeometryOptions
                    {
                        Seed = parsed.GetValue(seed) ?? 0,
                        Steps = parsed.GetValue(steps),
                        GuidanceStrength = parsed.GetValue(guidance),
                    },
                    Texture = new TextureOptions
                    {
                        Seed = parsed.GetValue(seed) ?? 0,
                        Steps = parsed.GetValue(textureSteps),
                        GuidanceStrength = parsed.GetValue(textureGuidance),
                        GaussiansPerVoxel = parsed.GetValue(gaussians),
                    },
                    EstimateDepth = !parsed.GetValue(noDepth),
                },
                FieldOfViewDegrees = parsed.GetValue(fieldOfView),
                Runtime = new RuntimeOptions
                {
                    Device = Enum.Parse<DevicePreference>(parsed.GetRequiredValue(device), ignoreCase: true),
                    MemoryBudget = Enum.Parse<MemoryBudget>(parsed.GetRequiredValue(memory), ignoreCase: true),
                    Threads = parsed.GetValue(threads),
                },
                Bundle = parsed.GetValue(bundle),
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

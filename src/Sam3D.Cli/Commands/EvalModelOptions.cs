using System.CommandLine;
using Sam3D.Cli.Evaluation;

namespace Sam3D.Cli.Commands;

/// <summary>The options of evaluations that reconstruct: with which models, and against which baselines.</summary>
internal sealed class EvalModelOptions
{
    private readonly Option<string[]> _bundles = new("--bundle")
    {
        Description = "A model bundle to evaluate; may be given several times. Default: the embedded demonstration model.",
        HelpName = "FOLDER",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int?> _steps = CheckedOptions.Number("--steps", "N", "Sampling steps, 1 to 1000. Default: what the model states.", 1, 1000);
    private readonly Option<float?> _guidance = CheckedOptions.Number(
        "--guidance", "X", "Strength of classifier-free guidance, 0 to 100. Default: what the model states.", 0f, 100f);
    private readonly LayoutArguments _layout = new();
    private readonly Option<bool> _refineBaselines = new("--refine-baselines")
    {
        Description = "Refine the placements of the baselines by the mask as well, as --refine-layout does for the models.",
    };

    private readonly Option<string> _device = new("--device")
    {
        Description = "Where the networks run; auto takes CUDA when it can be had.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> _training = CheckedOptions.Path(
        "--training-set", "FOLDER",
        "What the model was trained on, as 'sam3d data generate' writes it, or a folder of meshes: two baselines are scored as well, the training shape whose mask is nearest, and the mean one.");

    private readonly Option<bool> _preferences = new("--preferences")
    {
        Description = "Also write preferences.csv for 'sam3d eval preferences': which of two models has the larger voxel IoU on each case.",
    };

    public EvalModelOptions()
    {
        _device.AcceptOnlyFromAmong("auto", "cpu", "cuda");
        _bundles.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
            {
                result.AddError("--bundle is empty, expected a path.");
            }
        });
    }

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_bundles, _steps, _guidance, _refineBaselines, _device, _training, _preferences])
        {
            command.Options.Add(option);
        }

        _layout.AddTo(command);
    }

    /// <summary>Adds what they say to a request.</summary>
    public EvalRequest Apply(ParseResult parsed, EvalRequest request) => request with
    {
        Bundles = parsed.GetValue(_bundles) is { Length: > 0 } given ? given : (IReadOnlyList<string?>)[null],
        TrainingSet = parsed.GetValue(_training),
        RefinesBaselines = parsed.GetValue(_refineBaselines),
        WritesPreferences = parsed.GetValue(_preferences),
        Runtime = request.Runtime with { Device = Enum.Parse<DevicePreference>(parsed.GetRequiredValue(_device), ignoreCase: true) },
        Sampling = new ReconstructionOptions
        {
            Geometry = _layout.Apply(parsed, new GeometryOptions
            {
                Seed = request.Scoring.Seed,
                Steps = parsed.GetValue(_steps),
                GuidanceStrength = parsed.GetValue(_guidance),
            }),
            Texture = new TextureOptions { Seed = request.Scoring.Seed },
        },
    };
}

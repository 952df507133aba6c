using System.CommandLine;
using Sam3D.Bundles;

namespace Sam3D.Cli.Commands;

/// <summary>The options of commands that reconstruct: which model, and how it samples.</summary>
internal sealed class SamplingArguments
{
    private static readonly OrderedDictionary<string, MeshColorSource> MeshColors = new(StringComparer.Ordinal)
    {
        ["decoder"] = MeshColorSource.Decoder,
        ["visible"] = MeshColorSource.PhotoWhereVisible,
        ["photo"] = MeshColorSource.Photo,
    };

    private readonly Option<string?> _bundle = CheckedOptions.Path(
        "--bundle", "FOLDER", "A model bundle, as 'sam3d convert' makes it. Default: the embedded demonstration model.");

    private readonly Option<ulong?> _seed = CheckedOptions.Number<ulong>("--seed", "N", "Seed of the noise; the same seed gives the same files. Default 0.", 0, ulong.MaxValue);
    private readonly Option<int?> _steps = CheckedOptions.Number("--steps", "N", "Sampling steps, 1 to 1000. Default: what the model states.", 1, 1000);
    private readonly Option<float?> _guidance = CheckedOptions.Number(
        "--guidance", "X", "Strength of classifier-free guidance, 0 to 100; 0 switches it off. Default: what the model states.", 0f, 100f);

    private readonly LayoutArguments _layout = new();

    private readonly Option<int?> _textureSteps = CheckedOptions.Number(
        "--texture-steps", "N", "Sampling steps of texture and refinement, 1 to 1000. Default: what the model states.", 1, 1000);

    private readonly Option<float?> _textureGuidance = CheckedOptions.Number(
        "--texture-guidance", "X", "Guidance of texture and refinement, 0 to 100; 0 switches it off. Default: what the model states.", 0f, 100f);

    private readonly Option<int?> _gaussians = CheckedOptions.Number(
        "--gaussians-per-voxel", "N", "Gaussians that each voxel becomes; the released model has decoders of 4 and 32. Default: the model's first decoder.",
        1, BundleLimits.GaussiansPerVoxel);

    private readonly Option<string?> _meshColors = new("--mesh-colors")
    {
        Description = "Where the colours of a decoded mesh come from: decoder, visible (the photograph where it shows the mesh, else the decoder) or photo. Default: what the model states.",
        HelpName = string.Join('|', MeshColors.Keys),
    };

    private readonly Option<float?> _fieldOfView = CheckedOptions.Number(
        "--fov", "DEGREES", "The camera's field of view over the longer side of the photograph, 1 to 179. Default: what the model states.", 1f, 179f);

    private readonly Option<bool> _noDepth = new("--no-depth") { Description = "Do not estimate the depth of the photograph, where the model could." };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        _meshColors.AcceptOnlyFromAmong([.. MeshColors.Keys]);
        foreach (Option option in (Option[])[_bundle, _seed, _steps, _guidance, _textureSteps, _textureGuidance, _gaussians, _meshColors, _fieldOfView, _noDepth])
        {
            command.Options.Add(option);
        }

        _layout.AddTo(command);
    }

    /// <summary>The bundle's folder; <see langword="null"/> for the embedded one.</summary>
    public string? Bundle(ParseResult parsed) => parsed.GetValue(_bundle);

    /// <summary>The field of view in degrees; <see langword="null"/> for the model's.</summary>
    public float? FieldOfView(ParseResult parsed) => parsed.GetValue(_fieldOfView);

    /// <summary>How to sample.</summary>
    public ReconstructionOptions Of(ParseResult parsed) => new()
    {
        Geometry = _layout.Apply(parsed, new GeometryOptions
        {
            Seed = parsed.GetValue(_seed) ?? 0,
            Steps = parsed.GetValue(_steps),
            GuidanceStrength = parsed.GetValue(_guidance),
        }),
        Texture = new TextureOptions
        {
            Seed = parsed.GetValue(_seed) ?? 0,
            Steps = parsed.GetValue(_textureSteps),
            GuidanceStrength = parsed.GetValue(_textureGuidance),
            GaussiansPerVoxel = parsed.GetValue(_gaussians),
            MeshColors = parsed.GetValue(_meshColors) is { } colors ? MeshColors[colors] : null,
        },
        EstimateDepth = !parsed.GetValue(_noDepth),
    };
}

using System.CommandLine;

namespace Sam3D.Cli.Commands;

/// <summary>The options of commands that reconstruct about the placement and the choice among shapes.</summary>
internal sealed class LayoutArguments
{
    private readonly Option<int?> _poses = CheckedOptions.Number(
        "--pose-candidates", "N",
        $"Placements to sample for each shape, 1 to {GeometryOptions.MaxPoseCandidates}; the one whose voxels cover the mask best is taken. They cost little beside the shape. Default 1.",
        1, GeometryOptions.MaxPoseCandidates);

    private readonly Option<int?> _shapes = CheckedOptions.Number(
        "--shape-candidates", "N",
        $"Shapes to sample, with seeds one after the other, 1 to {GeometryOptions.MaxShapeCandidates}; the one whose silhouette agrees best with the mask is taken. Time grows with their number. Default: what the model states.",
        1, GeometryOptions.MaxShapeCandidates);

    private readonly Option<float?> _temperature = CheckedOptions.Number(
        "--temperature", "T",
        "Factor on the noise that the shape starts from, 0 to 2: below 1, shapes are nearer to the likely ones and differ less. Default: what the model states.",
        0f, GeometryOptions.MaxTemperature);

    private readonly Option<bool?> _refine = new("--refine-layout")
    {
        Description = "Move, scale and turn the placed object until its silhouette agrees with the mask; 'false' switches it off where the model asks for it. Default: what the model states.",
        HelpName = "true|false",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_poses);
        command.Options.Add(_shapes);
        command.Options.Add(_temperature);
        command.Options.Add(_refine);
    }

    /// <summary>Whether poses are refined; <see langword="null"/> for what the model states.</summary>
    public bool? Refines(ParseResult parsed) => parsed.GetResult(_refine) is null ? null : parsed.GetValue(_refine) ?? true;

    /// <summary>Geometry options with what they say.</summary>
    public GeometryOptions Apply(ParseResult parsed, GeometryOptions geometry) => geometry with
    {
        PoseCandidates = parsed.GetValue(_poses) ?? 1,
        ShapeCandidates = parsed.GetValue(_shapes),
        Temperature = parsed.GetValue(_temperature),
        RefineLayout = Refines(parsed),
    };
}

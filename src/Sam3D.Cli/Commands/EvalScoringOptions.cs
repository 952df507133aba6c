using System.CommandLine;
using Sam3D.Cli.Evaluation;
using Sam3D.Evaluation;
using Sam3D.Import;
using Sam3D.Metrics;

namespace Sam3D.Cli.Commands;

/// <summary>The options of all evaluations: where to write and how to score.</summary>
internal sealed class EvalScoringOptions
{
    private static readonly EvaluationOptions Defaults = new();

    private readonly Option<string?> _output = Required(CheckedOptions.Path("--output", "FOLDER", "The folder for the report; made when it is missing.", "-o"));
    private readonly Option<int?> _points = CheckedOptions.Number("--points", "N", "Points on each surface, 100 to 4,000,000. Default 1,000,000.", 100, 4_000_000);
    private readonly Option<int?> _emdPoints = CheckedOptions.Number(
        "--emd-points", "N", "Points of the earth mover's distance, 0 to 4096; 0 leaves it out. Default 1024.", 0, EarthMoversDistance.MaxPoints);
    private readonly Option<string> _starts = new("--align")
    {
        Description = "Where alignments begin: all 24 turns of a cube, twelve turns round the vertical, or as the meshes lie.",
        DefaultValueFactory = _ => "cube",
    };

    private readonly Option<ulong?> _seed = CheckedOptions.Number<ulong>("--seed", "N", "Seed of points and noise; the same seed gives the same report. Default 0.", 0, ulong.MaxValue);
    private readonly Option<int?> _threads = CheckedOptions.Number("--threads", "N", "Threads. Default: one for each core.", 1, RuntimeOptions.MaxThreads);
    private readonly Option<string> _up = UpOption("--truth-up", "The axis that points up in true OBJ and PLY files.");
    private readonly Option<bool> _noOverwrite = new("--no-overwrite")
    {
        Description = "Fail when a file to be written exists already.",
    };

    public EvalScoringOptions() => _starts.AcceptOnlyFromAmong("cube", "yaw", "identity");

    /// <summary>An option for the axis that points up.</summary>
    public static Option<string> UpOption(string name, string description)
    {
        var option = new Option<string>(name) { Description = $"{description} auto: y for OBJ, z for PLY.", DefaultValueFactory = _ => "auto" };
        option.AcceptOnlyFromAmong("auto", "y", "z");
        return option;
    }

    /// <summary>What such an option says.</summary>
    public static MeshReadOptions Reading(ParseResult parsed, Option<string> up) => new()
    {
        Up = parsed.GetRequiredValue(up) switch { "y" => MeshUpAxis.Y, "z" => MeshUpAxis.Z, _ => MeshUpAxis.FormatDefault },
    };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_output, _points, _emdPoints, _starts, _seed, _threads, _up, _noOverwrite])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What they say.</summary>
    public EvalRequest Request(ParseResult parsed, string title) => new()
    {
        Output = parsed.GetRequiredValue(_output)!,
        Title = title,
        Reading = Reading(parsed, _up),
        ReplacesFiles = !parsed.GetValue(_noOverwrite),
        Runtime = new RuntimeOptions { Threads = parsed.GetValue(_threads) },
        Scoring = Defaults with
        {
            Points = parsed.GetValue(_points) ?? Defaults.Points,
            LayoutPoints = Math.Min(parsed.GetValue(_points) ?? Defaults.LayoutPoints, Defaults.LayoutPoints),
            EmdPoints = parsed.GetValue(_emdPoints) ?? Defaults.EmdPoints,
            Alignment = new IcpOptions { Starts = Enum.Parse<IcpStarts>(parsed.GetRequiredValue(_starts), ignoreCase: true) },
            Seed = parsed.GetValue(_seed) ?? 0,
            Threads = parsed.GetValue(_threads) ?? Defaults.Threads,
        },
    };

    private static Option<string?> Required(Option<string?> option)
    {
        option.Required = true;
        return option;
    }
}

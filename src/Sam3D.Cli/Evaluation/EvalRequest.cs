using Sam3D.Evaluation;
using Sam3D.Import;

namespace Sam3D.Cli.Evaluation;

/// <summary>What an evaluation was asked to do, but for its cases.</summary>
internal sealed record EvalRequest
{
    /// <summary>The folder for the report.</summary>
    public required string Output { get; init; }

    /// <summary>Heading of the report.</summary>
    public required string Title { get; init; }

    /// <summary>How predictions are scored.</summary>
    public required EvaluationOptions Scoring { get; init; }

    /// <summary>Axes of the true meshes.</summary>
    public required MeshReadOptions Reading { get; init; }

    /// <summary>The bundles to reconstruct with; <see langword="null"/> is the embedded one. Empty for given predictions.</summary>
    public IReadOnlyList<string?> Bundles { get; init; } = [];

    /// <summary>Seed, steps and guidance.</summary>
    public ReconstructionOptions Sampling { get; init; } = new();

    /// <summary>Device and threads.</summary>
    public RuntimeOptions Runtime { get; init; } = new();

    /// <summary>The training set of the two baselines, a dataset or a folder of meshes; <see langword="null"/> for none.</summary>
    public string? TrainingSet { get; init; }

    /// <summary>Whether the placements of the baselines are refined by the mask.</summary>
    public bool RefinesBaselines { get; init; }

    /// <summary>Whether <c>preferences.csv</c> is written: which of two models is better on each case by the voxel IoU.</summary>
    public bool WritesPreferences { get; init; }

    /// <summary>Whether existing files are replaced.</summary>
    public bool ReplacesFiles { get; init; } = true;
}

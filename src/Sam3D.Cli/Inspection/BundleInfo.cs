using Sam3D.Bundles;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Inspection;

/// <summary>What the manifest of a bundle says.</summary>
internal sealed record BundleInfo
{
    /// <summary>Always <c>bundle</c>.</summary>
    public string Kind { get; init; } = "bundle";

    /// <summary>The bundle's folder.</summary>
    public required string Path { get; init; }

    /// <summary>Format and version.</summary>
    public required string Format { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the weights come from.</summary>
    public required string Origin { get; init; }

    /// <summary>Grid cells along an axis.</summary>
    public required int Resolution { get; init; }

    /// <summary>Condition inputs in token order.</summary>
    public required IReadOnlyList<string> ConditionInputs { get; init; }

    /// <summary>Condition tokens of all inputs.</summary>
    public required int ConditionTokens { get; init; }

    /// <summary>Sampling steps by default.</summary>
    public required int Steps { get; init; }

    /// <summary>Guidance strength by default; absent where the model is distilled, which samples without.</summary>
    public float? Guidance { get; init; }

    /// <summary>Whether the model is distilled to few steps.</summary>
    public required bool IsDistilled { get; init; }

    /// <summary>Factor on the noise that the shape starts from by default.</summary>
    public required float Temperature { get; init; }

    /// <summary>Shapes to sample by default, of which the best is taken.</summary>
    public required int ShapeCandidates { get; init; }

    /// <summary>Whether placements are refined by silhouettes by default.</summary>
    public required bool RefinesLayout { get; init; }

    /// <summary>Field of view over the longer side in degrees where no camera is given.</summary>
    public required float FieldOfViewDegrees { get; init; }

    /// <summary>Texture and refinement; absent where the bundle has none.</summary>
    public RefinementInfo? Refinement { get; init; }

    /// <summary>Whether the bundle has a depth network.</summary>
    public required bool HasDepth { get; init; }

    /// <summary>The graphs.</summary>
    public required IReadOnlyList<BundleStageInfo> Stages { get; init; }

    /// <summary>Size of all files.</summary>
    public required long Bytes { get; init; }

    /// <summary>Whether every file was compared with its SHA-256.</summary>
    public required bool IsVerified { get; init; }

    /// <summary>Sums up a manifest.</summary>
    public static BundleInfo Of(string path, BundleManifest manifest, bool isVerified)
    {
        return new BundleInfo
        {
            Path = path,
            Format = manifest.Format,
            Name = manifest.Name,
            Licence = manifest.Licence,
            Origin = manifest.Origin,
            Resolution = manifest.Structure.Resolution,
            ConditionInputs = [.. manifest.Condition.Encoders.SelectMany(e => e.Inputs)],
            ConditionTokens = manifest.Condition.Encoders.Sum(e => e.TokensPerInput * e.Inputs.Count),
            Steps = manifest.Sampling.Steps,
            Guidance = manifest.Sampling.Shortcut ? null : manifest.Sampling.GuidanceStrength,
            IsDistilled = manifest.Sampling.Shortcut,
            Temperature = manifest.Sampling.Temperature ?? 1,
            ShapeCandidates = manifest.Sampling.ShapeCandidates ?? 1,
            RefinesLayout = manifest.Pose.Refine,
            FieldOfViewDegrees = manifest.Camera.FieldOfViewDegrees,
            Refinement = manifest.Refinement is { } refinement ? RefinementInfo.Of(refinement) : null,
            HasDepth = manifest.Depth is not null,
            Stages = BundleStageInfo.Of(manifest.Stages, manifest.Files),
            Bytes = manifest.Files.Sum(f => f.Size),
            IsVerified = isVerified,
        };
    }
}

/// <summary>One graph of a bundle.</summary>
/// <param name="Name">Name of the stage.</param>
/// <param name="Precision">How its weights are stored.</param>
/// <param name="Bytes">Size of the graph with its weights.</param>
/// <param name="Inputs">Name and shape of each input.</param>
/// <param name="Outputs">Name and shape of each output.</param>
internal sealed record BundleStageInfo(string Name, string Precision, long Bytes, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    /// <summary>Sums up all graphs, by name.</summary>
    public static IReadOnlyList<BundleStageInfo> Of(IReadOnlyDictionary<string, StageSpec> stages, IReadOnlyList<BundleFile> files)
    {
        Dictionary<string, long> sizes = files.ToDictionary(f => f.Name, f => f.Size);
        return
        [
            .. stages.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new BundleStageInfo(
                s.Key,
                PrecisionNames.Of(s.Value.Precision),
                sizes[s.Value.File] + s.Value.DataFiles.Sum(f => sizes[f]),
                [.. s.Value.Inputs.Select(Describe)],
                [.. s.Value.Outputs.Select(Describe)])),
        ];
    }

    private static string Describe(TensorSpec tensor) =>
        $"{tensor.Name} [{string.Join(", ", tensor.Shape.Select(n => n < 0 ? "any" : $"{n}"))}]{(tensor.Type == TensorElement.Float32 ? "" : " " + tensor.Type.ToString().ToLowerInvariant())}";
}

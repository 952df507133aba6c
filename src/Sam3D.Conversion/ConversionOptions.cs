using Sam3D.Bundles;

namespace Sam3D.Conversion;

/// <summary>What a converted bundle says of itself, and how it is written.</summary>
public sealed record ConversionOptions
{
    /// <summary>Name of the model, 1 to 1024 characters in one line like the other texts; <see langword="null"/> takes <c>version</c> of <c>pipeline.yaml</c>, else the folder's name.</summary>
    public string? Name { get; init; }

    /// <summary>Licence of the weights in a few words.</summary>
    public string Licence { get; init; } = "not stated; the licence of the converted checkpoint applies";

    /// <summary>Where the weights come from.</summary>
    public string Origin { get; init; } = "converted from a checkpoint folder by sam3d convert";

    /// <summary>
    /// Field of view over the longer side of the picture, in degrees, 1 to 179, that is assumed when the caller states no camera. Default 50, a
    /// normal lens and the middle of what the demonstration model was trained for.
    /// </summary>
    public float FieldOfViewDegrees { get; init; } = 50;

    /// <summary>
    /// Weights of a graph up to this many bytes are stored inside of it, so that it can be loaded from memory; above, in a file of
    /// its own beside it. Default 64 MiB; at most 1 GiB, for graphs are limited to 2 GiB.
    /// </summary>
    public long MaxInlineBytes { get; init; } = 64L << 20;

    /// <summary>
    /// How weights are stored, at most: stages that lose by it keep more (<c>docs/decisions/0013-precision.md</c> has the table). Default float32. Float16 halves files and the memory of a GPU, not that
    /// of the CPU; int8 is smaller still, and faster on CPUs with 8-bit products.
    /// </summary>
    public GraphPrecision Precision { get; init; }

    /// <summary>Whether the bundle asks for refined layouts unless its caller says otherwise (<see cref="PoseSpec.Refine"/>). Default false, as in the official code.</summary>
    public bool RefineLayout { get; init; }

    /// <summary>
    /// Whether float16 is only how weights are stored, and everything is computed in float32: for bundles that run on processors, which have no float16 products. Bundles with
    /// 8-bit weights do so anyway. Default false.
    /// </summary>
    public bool Float32Products { get; init; }

    /// <summary>Whether a bundle that is already there is replaced. Default false.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Checks what would otherwise be refused only after everything is written.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    internal void Validate()
    {
        var violations = new List<string>();
        void CheckText(string name, string? text)
        {
            if (text is not { Length: > 0 and <= BundleLimits.TextLength } || text.Any(char.IsControl))
            {
                violations.Add($"{name} has {text?.Length ?? 0} characters, expected 1 to {BundleLimits.TextLength} in one line");
            }
        }

        CheckText(nameof(Name), Name ?? "-");
        CheckText(nameof(Licence), Licence);
        CheckText(nameof(Origin), Origin);
        if (!(FieldOfViewDegrees is >= 1 and <= 179))
        {
            violations.Add($"{nameof(FieldOfViewDegrees)} is {FieldOfViewDegrees}, expected 1 to 179");
        }

        if (!Enum.IsDefined(Precision))
        {
            violations.Add($"{nameof(Precision)} is {Precision}, expected Float32, Float16 or Int8");
        }

        if (violations.Count > 0)
        {
            throw new ArgumentException($"{string.Join("; ", violations)}.");
        }
    }
}

/// <summary>Where a conversion stands.</summary>
/// <param name="Stage">The graph that is being written.</param>
/// <param name="Step">Finished graphs.</param>
/// <param name="StepCount">All graphs.</param>
public readonly record struct ConversionProgress(string Stage, int Step, int StepCount);

namespace Sam3D.Cli.Reconstruct;

/// <summary>What a reconstruction was asked to do.</summary>
internal sealed record ReconstructRequest
{
    /// <summary>Path of the photograph.</summary>
    public required string Photo { get; init; }

    /// <summary>Paths of the masks, one an object; empty where the mask has to be found.</summary>
    public required IReadOnlyList<string> Masks { get; init; }

    /// <summary>The folder for the results.</summary>
    public required string Output { get; init; }

    /// <summary>Seed, steps and guidance; the formats follow from <see cref="Formats"/>.</summary>
    public required ReconstructionOptions Options { get; init; }

    /// <summary>Field of view over the longer side in degrees; <see langword="null"/> takes the model's.</summary>
    public float? FieldOfViewDegrees { get; init; }

    /// <summary>Device and threads.</summary>
    public required RuntimeOptions Runtime { get; init; }

    /// <summary>The bundle's folder; <see langword="null"/> takes the embedded one.</summary>
    public string? Bundle { get; init; }

    /// <summary>Some of <see cref="OutputFormats.All"/>; <see langword="null"/> for what the model makes.</summary>
    public IReadOnlyList<string>? Formats { get; init; }

    /// <summary>Whether contact sheets are written.</summary>
    public bool WritesSheet { get; init; }

    /// <summary>Whether existing files are replaced.</summary>
    public bool ReplacesFiles { get; init; } = true;
}

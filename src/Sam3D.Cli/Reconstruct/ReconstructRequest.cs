namespace Sam3D.Cli.Reconstruct;

/// <summary>What a reconstruction was asked to do.</summary>
internal sealed record ReconstructRequest
{
    /// <summary>The format of Gaussians; all others are endings of mesh files.</summary>
    public const string Splats = "splats";

    /// <summary>The mesh formats that are written where none is asked for.</summary>
    public static IReadOnlyList<string> DefaultMeshes { get; } = ["glb", "ply"];

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

    /// <summary>File endings of the meshes, without dot, and <see cref="Splats"/>; <see langword="null"/> for what the model makes.</summary>
    public IReadOnlyList<string>? Formats { get; init; }

    /// <summary>Whether contact sheets are written.</summary>
    public bool WritesSheet { get; init; }

    /// <summary>Whether existing files are replaced.</summary>
    public bool ReplacesFiles { get; init; } = true;

    /// <summary>The formats to write.</summary>
    /// <param name="available">What the model makes.</param>
    public IReadOnlyList<string> FormatsOf(AssetFormats available) => Formats ??
    [
        .. available.HasFlag(AssetFormats.Mesh) ? DefaultMeshes : [],
        .. available.HasFlag(AssetFormats.Gaussians) ? [Splats] : (IEnumerable<string>)[],
    ];

    /// <summary>What the model must make; contact sheets show a mesh.</summary>
    /// <param name="formats">The formats to write.</param>
    public AssetFormats AssetsOf(IReadOnlyList<string> formats) =>
        (WritesSheet || formats.Any(f => f != Splats) ? AssetFormats.Mesh : 0) | (formats.Contains(Splats) ? AssetFormats.Gaussians : 0);
}

using Sam3D.Cli.Segmentation;

namespace Sam3D.Cli.Scenes;

/// <summary>What <c>scene</c> was asked to do.</summary>
internal sealed record SceneRequest
{
    /// <summary>Path of the photograph.</summary>
    public required string Photo { get; init; }

    /// <summary>The GLB file to write.</summary>
    public required string Output { get; init; }

    /// <summary>What to look for.</summary>
    public required PromptRequest Prompt { get; init; }

    /// <summary>Most objects that are reconstructed; the best and largest ones.</summary>
    public int MaxObjects { get; init; } = 10;

    /// <summary>Whether the Gaussians of all objects are written as one PLY file beside the GLB.</summary>
    public bool WritesGaussians { get; init; }

    /// <summary>Seed, steps and guidance.</summary>
    public required ReconstructionOptions Options { get; init; }

    /// <summary>Field of view over the longer side in degrees; <see langword="null"/> takes the estimated or the model's.</summary>
    public float? FieldOfViewDegrees { get; init; }

    /// <summary>The bundle's folder; <see langword="null"/> takes the embedded one.</summary>
    public string? Bundle { get; init; }

    /// <summary>Device and threads.</summary>
    public required RuntimeOptions Runtime { get; init; }

    /// <summary>Whether existing files are replaced.</summary>
    public bool ReplacesFiles { get; init; } = true;
}

using Sam3D.Cli.Reconstruct;

namespace Sam3D.Cli.Scenes;

/// <summary>What became of a photograph.</summary>
internal sealed record SceneReport
{
    /// <summary>Path of the photograph.</summary>
    public required string Photo { get; init; }

    /// <summary>Its width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Its height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The segmenter.</summary>
    public required string Segmenter { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>What the networks ran on.</summary>
    public required string Device { get; init; }

    /// <summary>Whether depth was estimated, once for all objects.</summary>
    public required bool HasDepth { get; init; }

    /// <summary>The objects, as the nodes of the scene.</summary>
    public required IReadOnlyList<SceneItem> Objects { get; init; }

    /// <summary>The GLB file.</summary>
    public required string Scene { get; init; }

    /// <summary>The Gaussians of all objects; absent where they are not asked for.</summary>
    public string? Gaussians { get; init; }

    /// <summary>The photograph with the objects' masks.</summary>
    public required string Overlay { get; init; }

    /// <summary>Wall-clock time of the whole run, files included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process.</summary>
    public long? PeakMemoryBytes { get; init; }
}

/// <summary>An object of a scene.</summary>
/// <param name="Name">Name of its node.</param>
/// <param name="Score">Estimated quality of its mask, 0 to 1.</param>
/// <param name="MaskPixels">Pixels of its mask.</param>
/// <param name="Voxels">Occupied voxels.</param>
/// <param name="Triangles">Triangles of its mesh.</param>
/// <param name="Gaussians">Its Gaussians; absent where they are not asked for.</param>
/// <param name="Pose">Placement in camera space.</param>
internal sealed record SceneItem(string Name, float Score, int MaskPixels, int Voxels, int Triangles, int? Gaussians, PoseFile Pose);

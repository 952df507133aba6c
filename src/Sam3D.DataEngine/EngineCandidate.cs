namespace Sam3D.DataEngine;

/// <summary>A candidate: what one model made of one object with one seed. Files are named by the SHA-256 of their content.</summary>
public sealed class EngineCandidate
{
    /// <summary>Its number, from 1.</summary>
    public required long Id { get; init; }

    /// <summary>Its object's number.</summary>
    public required long ObjectId { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The model's identity, see <see cref="CandidateModel.Hash"/>.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Seed of geometry and texture.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How it was sampled, as canonical JSON: equal options are equal text.</summary>
    public required string Options { get; init; }

    /// <summary>Why nothing was made; <see langword="null"/> where something was.</summary>
    public string? Error { get; init; }

    /// <summary>Pose, camera and origin (JSON); <see langword="null"/> where nothing was made.</summary>
    public string? Record { get; init; }

    /// <summary>Occupied voxels (NPY, int32 [N, 3]); <see langword="null"/> where nothing was made.</summary>
    public string? Voxels { get; init; }

    /// <summary>The mesh (GLB), where the model makes one.</summary>
    public string? Mesh { get; init; }

    /// <summary>The Gaussians (PLY), where the model makes them.</summary>
    public string? Gaussians { get; init; }

    /// <summary>Views from all sides in one picture (JPEG); <see langword="null"/> where nothing was made.</summary>
    public string? Turntable { get; init; }

    /// <summary>Values by metric, see <see cref="CandidateMetrics"/>.</summary>
    public required IReadOnlyDictionary<string, double> Scores { get; init; }

    /// <summary>Whether there is an asset.</summary>
    public bool IsMade => Error is null;
}

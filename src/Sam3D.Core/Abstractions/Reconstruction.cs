namespace Sam3D;

/// <summary>How an object is reconstructed. Members that are <see langword="null"/> take the model bundle's defaults.</summary>
public sealed record ReconstructionOptions
{
    /// <summary>Seed, steps and guidance of the geometry.</summary>
    public GeometryOptions Geometry { get; init; } = new();
}

/// <summary>A reconstructed object: plain data that owns no native memory.</summary>
public sealed class Reconstruction
{
    /// <summary>The coloured surface in object space (z up, inside [-0.5, 0.5]³).</summary>
    public required TriangleMesh Mesh { get; init; }

    /// <summary>Similarity transform from object space to camera space.</summary>
    public required ObjectPose Pose { get; init; }

    /// <summary>The occupied voxels.</summary>
    public required SparseVoxels Voxels { get; init; }

    /// <summary>The camera that the pose belongs to.</summary>
    public required CameraIntrinsics Camera { get; init; }

    /// <summary>Wall-clock time of each stage, in the order in which they ran.</summary>
    public required IReadOnlyList<StageTiming> Timings { get; init; }
}

/// <summary>Wall-clock time of a stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Elapsed">Its wall-clock time.</param>
public readonly record struct StageTiming(ReconstructionStage Stage, TimeSpan Elapsed);

/// <summary>The stages of a reconstruction, in order; the same words name files, timings and progress.</summary>
public enum ReconstructionStage
{
    /// <summary>Crop, pad and resize photograph, mask and point map.</summary>
    Preprocess = 1,

    /// <summary>Turn the pictures into condition tokens.</summary>
    EncodeCondition = 2,

    /// <summary>Sample shape and layout latents.</summary>
    SampleGeometry = 3,

    /// <summary>Decode the shape latent to occupied voxels.</summary>
    DecodeStructure = 4,

    /// <summary>Decode the layout latents to a pose.</summary>
    DecodePose = 5,

    /// <summary>Extract the surface of the voxels.</summary>
    ExtractSurface = 6,

    /// <summary>Colour the surface from the photograph.</summary>
    ProjectColors = 7,
}

/// <summary>Where a reconstruction stands.</summary>
/// <param name="Stage">The stage at work.</param>
/// <param name="Step">Finished steps of the stage, 0 to <paramref name="StepCount"/>.</param>
/// <param name="StepCount">Steps of the stage, at least 1.</param>
public readonly record struct ReconstructionProgress(ReconstructionStage Stage, int Step, int StepCount)
{
    /// <summary>Finished part of the stage, 0 to 1.</summary>
    public float Fraction => (float)Step / StepCount;
}

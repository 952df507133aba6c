namespace Sam3D.Training.Evaluation;

/// <summary>How well the auto-encoders of a checkpoint keep one object: what no flow between them can exceed.</summary>
public sealed record AutoencoderScore
{
    /// <summary>Name of the case.</summary>
    public required string Case { get; init; }

    /// <summary>Intersection over union of the true voxels and those of the structure auto-encoder, 0 to 1.</summary>
    public required double StructureIoU { get; init; }

    /// <summary>F1 of the surface of the true voxels against the true surface, both in [-1, 1]³, 0 to 1: the loss of the resolution alone.</summary>
    public required double TrueVoxelF1 { get; init; }

    /// <summary>F1 of the surface of the structure auto-encoder's voxels, 0 to 1.</summary>
    public required double DecodedVoxelF1 { get; init; }

    /// <summary>F1 of the mesh decoder's mesh from the encoder's latents on the true voxels, 0 to 1; <see langword="null"/> without these networks, or without stored surface points.</summary>
    public required double? MeshF1 { get; init; }
}

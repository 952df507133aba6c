namespace Sam3D;

/// <summary>How texture and refinement are sampled and decoded. A member that is <see langword="null"/> takes the model bundle's default.</summary>
/// <remarks>Refiners without a texture and refinement model, such as <see cref="Meshing.PhotoProjectionRefiner"/>, pay no heed to it.</remarks>
public sealed record TextureOptions
{
    /// <summary>Seed of the noise; the same seed, geometry, bundle and device give the same bytes. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Number of sampling steps, 1 to 1000.</summary>
    public int? Steps { get; init; }

    /// <summary>Strength s of classifier-free guidance, (1+s)·conditional − s·unconditional, 0 to 100; 0 switches it off.</summary>
    public float? GuidanceStrength { get; init; }

    /// <summary>Gaussians that each voxel becomes, of a decoder that the bundle has: 32 or 4 in the release.</summary>
    public int? GaussiansPerVoxel { get; init; }

    /// <summary>Where the colours of the mesh come from. Gaussians keep those of their decoder.</summary>
    public MeshColorSource? MeshColors { get; init; }

    /// <summary>
    /// Noise to start from instead of that of <see cref="Seed"/>: [voxels, channels], one row a voxel in the order of
    /// <see cref="GeometryResult.Voxels"/>. For comparisons with other implementations.
    /// </summary>
    public float[]? InitialNoise { get; init; }
}

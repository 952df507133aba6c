using Sam3D.Gaussians;

namespace Sam3D;

/// <summary>Gives a sampled geometry its surface and its colours.</summary>
/// <remarks>
/// Implementations are safe for concurrent calls unless they say otherwise. Results are plain data and own no native memory.
/// </remarks>
public interface ITextureRefiner : IDisposable
{
    /// <summary>The formats that this refiner can make.</summary>
    AssetFormats Formats { get; }

    /// <summary>Checks whether <see cref="RefineAsync"/> can do what is asked for, so that a long run need not end in a refusal.</summary>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="BundleException">A format or a decoder is asked for that this refiner does not have.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    void Validate(ReconstructionOptions options);

    /// <summary>Makes the asset of a geometry.</summary>
    /// <param name="input">The photograph and mask that the geometry was sampled from.</param>
    /// <param name="geometry">The sampled geometry.</param>
    /// <param name="options">Formats and sampling; <see langword="null"/> takes the defaults.</param>
    /// <param name="progress">Told about every stage; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>The asset in object space, in the formats that are asked for and no others.</returns>
    ValueTask<RefinedAppearance> RefineAsync(
        GeometryInput input,
        GeometryResult geometry,
        ReconstructionOptions? options = null,
        IProgress<ReconstructionProgress>? progress = null,
        CancellationToken cancellationToken = default);
}

/// <summary>What a texture refiner makes, in object space (z up, about [-0.5, 0.5]³).</summary>
public sealed class RefinedAppearance
{
    /// <summary>The coloured surface, or <see langword="null"/> where it was not asked for.</summary>
    public TriangleMesh? Mesh { get; init; }

    /// <summary>The Gaussians, or <see langword="null"/> where they were not asked for.</summary>
    public GaussianCloud? Gaussians { get; init; }
}

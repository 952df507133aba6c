namespace Sam3D;

/// <summary>Gives a sampled geometry its surface and its colours.</summary>
/// <remarks>
/// Implementations are safe for concurrent calls unless they say otherwise. Results are plain data and own no native memory.
/// </remarks>
public interface ITextureRefiner : IDisposable
{
    /// <summary>Makes the coloured surface of a geometry.</summary>
    /// <param name="input">The photograph and mask that the geometry was sampled from.</param>
    /// <param name="geometry">The sampled geometry.</param>
    /// <param name="progress">Told about every stage; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>The coloured surface in object space.</returns>
    ValueTask<RefinedAppearance> RefineAsync(
        GeometryInput input,
        GeometryResult geometry,
        IProgress<ReconstructionProgress>? progress = null,
        CancellationToken cancellationToken = default);
}

/// <summary>What a texture refiner makes.</summary>
public sealed class RefinedAppearance
{
    /// <summary>The coloured surface in object space (z up, [-0.5, 0.5]³).</summary>
    public required TriangleMesh Mesh { get; init; }
}

namespace Sam3D;

/// <summary>Samples the shape of one object and its placement in camera space from a photograph and a mask.</summary>
/// <remarks>
/// Implementations are safe for concurrent calls unless they say otherwise. Results are plain data and own no native memory.
/// </remarks>
public interface IGeometryModel : IDisposable
{
    /// <summary>Samples one geometry.</summary>
    /// <param name="input">Photograph, mask and, where there is one, point map.</param>
    /// <param name="options">Seed, steps, guidance; <see langword="null"/> takes the model's own defaults.</param>
    /// <param name="progress">Told about every stage and every sampling step; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>Occupied voxels, the logits that they come from, and the pose.</returns>
    /// <exception cref="MaskException">The mask is empty or has another size than the photograph.</exception>
    /// <exception cref="ReconstructionException">No voxel is occupied.</exception>
    ValueTask<GeometryResult> GenerateAsync(
        GeometryInput input,
        GeometryOptions? options = null,
        IProgress<ReconstructionProgress>? progress = null,
        CancellationToken cancellationToken = default);
}

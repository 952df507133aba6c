namespace Sam3D;

/// <summary>Conveniences of <see cref="IReconstructionPipeline"/>.</summary>
public static class ReconstructionPipelineExtensions
{
    /// <summary>Reconstructs one object of a photograph.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="mask">The object's pixels, of the photograph's size.</param>
    /// <param name="options">Seed, steps and guidance; <see langword="null"/> takes the defaults.</param>
    /// <param name="progress">Told about every stage and every sampling step; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>The mesh, pose and voxels of the object.</returns>
    /// <exception cref="MaskException">The mask is empty or has another size than the photograph.</exception>
    /// <exception cref="ReconstructionException">No object came out.</exception>
    public static Task<Reconstruction> ReconstructAsync(
        this IReconstructionPipeline pipeline,
        RgbImage photo,
        Mask mask,
        ReconstructionOptions? options = null,
        IProgress<ReconstructionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return pipeline.ReconstructAsync(new GeometryInput(photo, mask), options, progress, cancellationToken);
    }
}

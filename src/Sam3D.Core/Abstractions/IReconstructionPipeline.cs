namespace Sam3D;

/// <summary>The whole way from a photograph and a mask to a 3D asset.</summary>
/// <remarks>
/// Implementations are safe for concurrent calls unless they say otherwise. Results are plain data and own no native
/// memory; disposing the pipeline frees its models.
/// </remarks>
public interface IReconstructionPipeline : IDisposable
{
    /// <summary>The device that the networks run on.</summary>
    DeviceInfo Device { get; }

    /// <summary>Reconstructs one object.</summary>
    /// <param name="input">Photograph, mask and, where there is one, point map.</param>
    /// <param name="options">Seed, steps and guidance; <see langword="null"/> takes the defaults.</param>
    /// <param name="progress">Told about every stage and every sampling step; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>The mesh, pose and voxels of the object, with the time of every stage.</returns>
    /// <exception cref="MaskException">The mask is empty or has another size than the photograph.</exception>
    /// <exception cref="ReconstructionException">No object came out.</exception>
    Task<Reconstruction> ReconstructAsync(
        GeometryInput input,
        ReconstructionOptions? options = null,
        IProgress<ReconstructionProgress>? progress = null,
        CancellationToken cancellationToken = default);
}

/// <summary>A device that networks run on.</summary>
/// <param name="Kind">CPU or CUDA.</param>
/// <param name="Name">What to show a person, for example <c>"CPU, 8 threads"</c> or <c>"CUDA device 0"</c>.</param>
public sealed record DeviceInfo(DeviceKind Kind, string Name);

/// <summary>Kinds of device.</summary>
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA graphics card through ONNX Runtime's CUDA provider.</summary>
    Cuda,
}

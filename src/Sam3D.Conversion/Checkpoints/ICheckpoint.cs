namespace Sam3D.Conversion;

/// <summary>A checkpoint file: named tensors that are read one at a time.</summary>
/// <remarks>
/// Files are hostile until proven otherwise: opening checks every size against the file before anything is allocated, and whatever
/// is wrong is a <see cref="CheckpointException"/>. Tensors may be read from several threads at once. Disposing closes the file.
/// </remarks>
public interface ICheckpoint : IDisposable
{
    /// <summary>The tensors by their name in the file, in file order.</summary>
    IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    /// <summary>
    /// Reads a whole tensor, converted to float32 by rounding to nearest (a float64 beyond the range of float32 becomes infinite; any
    /// non-zero byte of <see cref="CheckpointType.Bool"/> becomes 1). No second copy of the tensor is held.
    /// </summary>
    /// <param name="name">A name in <see cref="Tensors"/>.</param>
    /// <returns>The values in row-major order.</returns>
    /// <exception cref="CheckpointException">The tensor is missing, its bytes cannot be read, or it exceeds one array.</exception>
    float[] ReadSingle(string name);

    /// <summary>Opens the tensor's values as bytes: row-major order, little endian, elements as wide as the stored type.</summary>
    /// <param name="name">A name in <see cref="Tensors"/>.</param>
    /// <returns>
    /// A forward-only stream of exactly <see cref="CheckpointTensor.ByteCount"/> bytes, to be disposed by the caller and unusable after
    /// the checkpoint is disposed. Its reads throw <see cref="CheckpointException"/> when the file fails.
    /// </returns>
    /// <exception cref="CheckpointException">The tensor is missing or its bytes cannot be read.</exception>
    Stream OpenRead(string name);
}

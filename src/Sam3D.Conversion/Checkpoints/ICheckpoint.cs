namespace Sam3D.Conversion;

/// <summary>A checkpoint file: named tensors that are read one at a time.</summary>
/// <remarks>Not safe for concurrent reads. Disposing closes the file.</remarks>
public interface ICheckpoint : IDisposable
{
    /// <summary>The tensors by their name in the file, in file order.</summary>
    IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    /// <summary>Reads a whole tensor, converted to float32 (from F64, F32, F16, BF16, I64, I32, U8, BOOL …), in row-major order.</summary>
    /// <param name="name">A name in <see cref="Tensors"/>.</param>
    /// <returns>The values in row-major order.</returns>
    /// <exception cref="CheckpointException">The tensor is missing or its bytes cannot be read.</exception>
    float[] ReadSingle(string name);
}

/// <summary>Name, element type and shape of a stored tensor.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes, outermost first; empty for a scalar.</param>
public sealed record CheckpointTensor(string Name, CheckpointType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => checked(a * b));
}

/// <summary>Element types of checkpoints.</summary>
public enum CheckpointType
{
    /// <summary>float32.</summary>
    Float32,

    /// <summary>float64.</summary>
    Float64,

    /// <summary>IEEE half precision.</summary>
    Float16,

    /// <summary>bfloat16.</summary>
    BFloat16,

    /// <summary>int64.</summary>
    Int64,

    /// <summary>int32.</summary>
    Int32,

    /// <summary>int16.</summary>
    Int16,

    /// <summary>int8.</summary>
    Int8,

    /// <summary>uint8.</summary>
    UInt8,

    /// <summary>One byte a value, 0 or 1.</summary>
    Bool,
}

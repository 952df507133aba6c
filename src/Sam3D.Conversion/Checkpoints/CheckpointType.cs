namespace Sam3D.Conversion;

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

    /// <summary>Two float32, the real and the imaginary part: tables of rotations in SAM 3. Only its bytes can be read.</summary>
    Complex64,
}

/// <summary>Sizes of the element types.</summary>
public static class CheckpointTypeExtensions
{
    /// <summary>Bytes of one element: 1, 2, 4 or 8.</summary>
    /// <param name="type">An element type.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enumeration.</exception>
    public static int ItemSize(this CheckpointType type) => type switch
    {
        CheckpointType.Float64 or CheckpointType.Int64 or CheckpointType.Complex64 => 8,
        CheckpointType.Float32 or CheckpointType.Int32 => 4,
        CheckpointType.Float16 or CheckpointType.BFloat16 or CheckpointType.Int16 => 2,
        CheckpointType.Int8 or CheckpointType.UInt8 or CheckpointType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };
}

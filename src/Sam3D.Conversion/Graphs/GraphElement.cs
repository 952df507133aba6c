namespace Sam3D.Conversion;

/// <summary>How the elements of a stored tensor are written; the values are ONNX's numbers of data types.</summary>
internal enum GraphElement
{
    /// <summary>float32.</summary>
    Float32 = 1,

    /// <summary>uint8: the integers of quantised weights.</summary>
    UInt8 = 2,

    /// <summary>IEEE half precision.</summary>
    Float16 = 10,
}

namespace Sam3D.Conversion.Tests;

/// <summary>Each element type with bytes and the values they mean.</summary>
internal static class StoredValues
{
    public static TheoryData<CheckpointType, byte[], float[]> All => new()
    {
        { CheckpointType.Float32, [0, 0, 0x80, 0x3f, 0, 0, 0xc0, 0xff, 0, 0, 0x80, 0x7f], [1, float.NaN, float.PositiveInfinity] },
        { CheckpointType.Float64, Bytes(BitConverter.GetBytes, 0.1, -1e300, 5e-324), [0.1f, float.NegativeInfinity, 0] },
        { CheckpointType.Float16, [0, 0x3c, 0xff, 0x7b, 1, 0], [1, 65504, 5.9604645e-8f] },
        { CheckpointType.BFloat16, [0x80, 0x3f, 0x49, 0x40, 0x80, 0xff], [1, 3.140625f, float.NegativeInfinity] },
        { CheckpointType.Int64, Bytes(BitConverter.GetBytes, long.MaxValue, -1L, (1L << 24) + 1), [9.223372e18f, -1, 16777216] },
        { CheckpointType.Int32, Bytes(BitConverter.GetBytes, int.MinValue, 5), [-2147483648, 5] },
        { CheckpointType.Int16, Bytes(BitConverter.GetBytes, short.MinValue, (short)5), [-32768, 5] },
        { CheckpointType.Int8, [0x80, 0x7f], [-128, 127] },
        { CheckpointType.UInt8, [0x80, 0xff], [128, 255] },
        { CheckpointType.Bool, [0, 1, 2], [0, 1, 1] },
    };

    private static byte[] Bytes<T>(Func<T, byte[]> encode, params T[] values) => [.. values.SelectMany(encode)];
}

namespace Sam3D.Tracking;

/// <summary>The upper half of a float32, in which memories are stored.</summary>
internal static class BFloat16
{
    /// <summary>The nearest value that the format has; of two, the one whose last bit is 0.</summary>
    public static float Round(float value)
    {
        if (!float.IsFinite(value))
        {
            return value;
        }

        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }
}

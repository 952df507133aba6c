namespace Sam3D.Imaging;

/// <summary>
/// The lower median of numbers that are shown twice, in any order, and never stored: the first pass counts the upper halves of the
/// order-preserving keys, the second the lower halves within the median's bin. NaN is ignored; exact.
/// </summary>
internal sealed class LowerMedian
{
    private readonly int[] _counts = new int[1 << 16];
    private int _total;
    private int _rank;
    private int _upper = -1;

    /// <summary>Shows a number.</summary>
    public void Add(float value)
    {
        if (float.IsNaN(value))
        {
            return;
        }

        uint key = Key(value);
        if (_upper < 0)
        {
            _counts[key >> 16]++;
            _total++;
        }
        else if (key >> 16 == _upper)
        {
            _counts[key & 0xFFFF]++;
        }
    }

    /// <summary>Ends the first pass; the second shows the same numbers.</summary>
    public void EndFirstPass()
    {
        _rank = (_total - 1) / 2;
        _upper = _total == 0 ? 0 : TakeBin();
        Array.Clear(_counts);
    }

    /// <summary>The median after the second pass; NaN when there was no number.</summary>
    public float Result() => _total == 0 ? float.NaN : Value(((uint)_upper << 16) | (uint)TakeBin());

    // The bin that holds the rank; the rank becomes that within the bin.
    private int TakeBin()
    {
        int bin = 0;
        while (_rank >= _counts[bin])
        {
            _rank -= _counts[bin++];
        }

        return bin;
    }

    private static uint Key(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits;
    }

    private static float Value(uint key) =>
        BitConverter.UInt32BitsToSingle(key >> 31 != 0 ? key & 0x7FFF_FFFF : ~key);
}

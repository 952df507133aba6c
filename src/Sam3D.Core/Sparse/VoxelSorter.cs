namespace Sam3D.Sparse;

/// <summary>
/// Orders coordinates lexicographically by (x, y, z), stably, in linear time: a radix sort, least significant digit first, over the digits
/// that the coordinates really use.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class VoxelSorter
{
    private const int DigitBits = 11;
    private const int DigitMask = (1 << DigitBits) - 1;

    private readonly int[] _starts = new int[1 << DigitBits];
    private int[] _order = [];
    private int[] _other = [];

    /// <summary>Sorts; the order is valid until the next call.</summary>
    /// <param name="keys">Coordinates, in any order; they may repeat.</param>
    /// <returns>The rows of <paramref name="keys"/> in ascending order; equal ones in the order of their rows.</returns>
    public ReadOnlySpan<int> Sort(ReadOnlySpan<VoxelIndex> keys)
    {
        Buffers.Reserve(ref _other, keys.Length);
        Span<int> order = Buffers.Reserve(ref _order, keys.Length).AsSpan(0, keys.Length);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        for (int axis = 2; axis >= 0; axis--)
        {
            SortAxis(keys, axis);
        }

        return _order.AsSpan(0, keys.Length);
    }

    private void SortAxis(ReadOnlySpan<VoxelIndex> keys, int axis)
    {
        int min = int.MaxValue, max = int.MinValue;
        foreach (VoxelIndex key in keys)
        {
            int value = Coordinate(key, axis);
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }

        ulong range = keys.IsEmpty ? 0 : (ulong)((long)max - min);
        for (int shift = 0; range >> shift != 0; shift += DigitBits)
        {
            Array.Clear(_starts);
            foreach (VoxelIndex key in keys)
            {
                _starts[Digit(Coordinate(key, axis), min, shift)]++;
            }

            int start = 0;
            for (int digit = 0; digit < _starts.Length; digit++)
            {
                (_starts[digit], start) = (start, start + _starts[digit]);
            }

            for (int i = 0; i < keys.Length; i++)
            {
                int row = _order[i];
                _other[_starts[Digit(Coordinate(keys[row], axis), min, shift)]++] = row;
            }

            (_order, _other) = (_other, _order);
        }
    }

    private static int Coordinate(VoxelIndex v, int axis) => axis switch { 0 => v.X, 1 => v.Y, _ => v.Z };

    private static int Digit(int value, int min, int shift) => (int)((ulong)((long)value - min) >> shift) & DigitMask;
}

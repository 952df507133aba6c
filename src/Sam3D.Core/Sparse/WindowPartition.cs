namespace Sam3D.Sparse;

/// <summary>
/// Groups voxels into cubic windows for window attention (Liu et al., "Swin transformer", 2021; official <c>calc_window_partition</c>): voxels
/// whose (coordinates + shift) / window size, rounded down, are equal share a window. Nothing wraps around.
/// </summary>
/// <remarks>
/// Time is linear in the number of voxels and in the size of <see cref="Padded"/>. One instance serves many objects and allocates only when
/// an object is larger than those before; everything it gives is valid until the next <see cref="Build"/>. Not safe for concurrent use.
/// </remarks>
public sealed class WindowPartition
{
    private readonly VoxelSorter _sorter = new();
    private VoxelIndex[] _keys = [];
    private int[] _order = [];
    private int[] _inverse = [];
    private int[] _offsets = [0];
    private int[] _padded = [];
    private int[] _places = [];

    /// <summary>Number of voxels N; in <see cref="Padded"/> also the row that stands for "none".</summary>
    public int Count { get; private set; }

    /// <summary>Number of windows W that hold a voxel.</summary>
    public int WindowCount { get; private set; }

    /// <summary>Voxels in the fullest window, L; at most the window size cubed.</summary>
    public int LongestWindow { get; private set; }

    /// <summary>[N] rows, window by window; windows in lexicographic order, rows of a window ascending.</summary>
    public ReadOnlyMemory<int> Order => _order.AsMemory(0, Count);

    /// <summary>[N] the place of each row in <see cref="Order"/>.</summary>
    public ReadOnlyMemory<int> Inverse => _inverse.AsMemory(0, Count);

    /// <summary>[W+1] where each window begins in <see cref="Order"/>, and at last N.</summary>
    public ReadOnlyMemory<int> WindowStarts => _offsets.AsMemory(0, WindowCount + 1);

    /// <summary>[W, L] the rows of each window, filled up with N.</summary>
    public ReadOnlyMemory<int> Padded => _padded.AsMemory(0, WindowCount * LongestWindow);

    /// <summary>[N] the place of each row in <see cref="Padded"/>, window · L + place inside of the window.</summary>
    public ReadOnlyMemory<int> Places => _places.AsMemory(0, Count);

    /// <summary>Groups a list of voxels.</summary>
    /// <param name="voxels">Voxels in any order.</param>
    /// <param name="windowSize">Edge of a window in voxels, at least 1.</param>
    /// <param name="shift">Added to every coordinate, at least 0; half a window in every other block.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window size or the shift is out of range.</exception>
    /// <exception cref="ArgumentException">The padded windows are more than an array can hold.</exception>
    public void Build(ReadOnlySpan<VoxelIndex> voxels, int windowSize, int shift)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(shift);
        (Count, WindowCount, LongestWindow) = (0, 0, 0);
        int count = voxels.Length;
        Span<VoxelIndex> keys = Buffers.Reserve(ref _keys, count).AsSpan(0, count);
        for (int row = 0; row < count; row++)
        {
            keys[row] = Window(voxels[row], windowSize, shift);
        }

        _sorter.Sort(keys).CopyTo(Buffers.Reserve(ref _order, count));
        (int windows, int longest) = FindWindows(keys);
        Pad(windows, longest, count);
        (Count, WindowCount, LongestWindow) = (count, windows, longest);
    }

    /// <summary>The window of a voxel.</summary>
    internal static VoxelIndex Window(VoxelIndex v, int windowSize, int shift)
    {
        int Along(int coordinate) => (int)(((long)coordinate + shift) / windowSize);
        return new VoxelIndex(Along(v.X), Along(v.Y), Along(v.Z));
    }

    private (int Windows, int Longest) FindWindows(ReadOnlySpan<VoxelIndex> keys)
    {
        int[] offsets = Buffers.Reserve(ref _offsets, keys.Length + 1);
        int[] inverse = Buffers.Reserve(ref _inverse, keys.Length);
        int windows = 0, longest = 0;
        for (int place = 0; place < keys.Length; place++)
        {
            inverse[_order[place]] = place;
            if (place == 0 || keys[_order[place]] != keys[_order[place - 1]])
            {
                offsets[windows++] = place;
            }

            longest = Math.Max(longest, place + 1 - offsets[windows - 1]);
        }

        offsets[windows] = keys.Length;
        return (windows, longest);
    }

    private void Pad(int windows, int longest, int none)
    {
        int length = Buffers.Product(windows, longest);
        int[] padded = Buffers.Reserve(ref _padded, length);
        int[] places = Buffers.Reserve(ref _places, none);
        Array.Fill(padded, none, 0, length);
        for (int window = 0; window < windows; window++)
        {
            int first = _offsets[window];
            for (int place = first; place < _offsets[window + 1]; place++)
            {
                int target = (window * longest) + place - first;
                padded[target] = _order[place];
                places[_order[place]] = target;
            }
        }
    }
}

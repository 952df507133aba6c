namespace Sam3D.Sparse;

/// <summary>
/// Groups voxels into cubic windows for window attention (Liu et al., "Swin transformer", 2021; official <c>calc_window_partition</c>): voxels
/// whose (coordinates + shift) / window size, rounded down, are equal share a window. Nothing wraps around.
/// </summary>
/// <remarks>
/// Time is linear in the number of voxels. One instance serves many objects and allocates only when an object is larger than those before;
/// everything it gives is valid until the next <see cref="Build"/>. Not safe for concurrent use.
/// </remarks>
public sealed class WindowPartition
{
    private readonly VoxelSorter _sorter = new();
    private VoxelIndex[] _keys = [];
    private int[] _order = [];
    private int[] _inverse = [];
    private int[] _offsets = [0];

    /// <summary>Number of voxels N.</summary>
    public int Count { get; private set; }

    /// <summary>Number of windows W that hold a voxel.</summary>
    public int WindowCount { get; private set; }

    /// <summary>[N] rows, window by window; windows in lexicographic order, rows of a window ascending.</summary>
    public ReadOnlyMemory<int> Order => _order.AsMemory(0, Count);

    /// <summary>[N] the place of each row in <see cref="Order"/>.</summary>
    public ReadOnlyMemory<int> Inverse => _inverse.AsMemory(0, Count);

    /// <summary>[W+1] where each window begins in <see cref="Order"/>, and at last N.</summary>
    public ReadOnlyMemory<int> WindowStarts => _offsets.AsMemory(0, WindowCount + 1);

    /// <summary>Groups a list of voxels.</summary>
    /// <param name="voxels">Voxels in any order.</param>
    /// <param name="windowSize">Edge of a window in voxels, at least 1.</param>
    /// <param name="shift">Added to every coordinate, at least 0; half a window in every other block.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window size or the shift is out of range.</exception>
    public void Build(ReadOnlySpan<VoxelIndex> voxels, int windowSize, int shift)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(shift);
        (Count, WindowCount) = (0, 0);
        int count = voxels.Length;
        Span<VoxelIndex> keys = Buffers.Reserve(ref _keys, count).AsSpan(0, count);
        for (int row = 0; row < count; row++)
        {
            keys[row] = Window(voxels[row], windowSize, shift);
        }

        _sorter.Sort(keys).CopyTo(Buffers.Reserve(ref _order, count));
        (Count, WindowCount) = (count, FindWindows(keys));
    }

    /// <summary>The window of a voxel.</summary>
    internal static VoxelIndex Window(VoxelIndex v, int windowSize, int shift)
    {
        int Along(int coordinate) => (int)(((long)coordinate + shift) / windowSize);
        return new VoxelIndex(Along(v.X), Along(v.Y), Along(v.Z));
    }

    private int FindWindows(ReadOnlySpan<VoxelIndex> keys)
    {
        int[] offsets = Buffers.Reserve(ref _offsets, keys.Length + 1);
        int[] inverse = Buffers.Reserve(ref _inverse, keys.Length);
        int windows = 0;
        for (int place = 0; place < keys.Length; place++)
        {
            inverse[_order[place]] = place;
            if (place == 0 || keys[_order[place]] != keys[_order[place - 1]])
            {
                offsets[windows++] = place;
            }
        }

        offsets[windows] = keys.Length;
        return windows;
    }
}

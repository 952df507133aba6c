namespace Sam3D.Sparse;

/// <summary>
/// Merges voxels into coarser ones. Official: <c>SparseDownsample</c>, whose mean divides by the number of children plus 1, and
/// <c>SparseUpsample</c>, which copies each coarse value back to its children.
/// </summary>
/// <remarks>
/// Time and memory are linear in the number of voxels. One instance serves many objects and allocates only when an object is larger than those
/// before; everything it gives is valid until the next <see cref="Build"/>. Not safe for concurrent use.
/// </remarks>
public sealed class DownsampleMap
{
    private readonly VoxelSorter _sorter = new();
    private VoxelIndex[] _keys = [];
    private VoxelIndex[] _coarse = [];
    private int[] _parents = [];
    private int[] _children = [];
    private float[] _divisors = [];
    private int _childSlots = 8;

    /// <summary>Number of fine voxels N; in <see cref="Children"/> also the row that stands for "none".</summary>
    public int Count { get; private set; }

    /// <summary>Number of coarse voxels M.</summary>
    public int CoarseCount { get; private set; }

    /// <summary>[M] coarse coordinates, the fine ones divided by the factor, in lexicographic order.</summary>
    public ReadOnlyMemory<VoxelIndex> Coarse => _coarse.AsMemory(0, CoarseCount);

    /// <summary>[N] the coarse row of each fine voxel: up-sampling takes these rows.</summary>
    public ReadOnlyMemory<int> Parents => _parents.AsMemory(0, Count);

    /// <summary>
    /// [M, factor³] the rows of the children, N where there is none. Column (x·factor + y)·factor + z holds the child at that place inside of the
    /// coarse voxel.
    /// </summary>
    public ReadOnlyMemory<int> Children => _children.AsMemory(0, CoarseCount * _childSlots);

    /// <summary>[M] number of children + 1: the official mean counts a zero that nobody put there.</summary>
    public ReadOnlyMemory<float> Divisors => _divisors.AsMemory(0, CoarseCount);

    /// <summary>Merges a list of voxels.</summary>
    /// <param name="voxels">Distinct voxels in any order.</param>
    /// <param name="factor">Fine voxels along an edge of a coarse one, 2 to 16; 2 in the release.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is out of range.</exception>
    /// <exception cref="ArgumentException">A voxel stands twice in the list, or there are too many.</exception>
    public void Build(ReadOnlySpan<VoxelIndex> voxels, int factor = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, 16);
        (Count, CoarseCount) = (0, 0);
        int count = voxels.Length;
        Span<VoxelIndex> keys = Buffers.Reserve(ref _keys, count).AsSpan(0, count);
        for (int row = 0; row < count; row++)
        {
            VoxelIndex v = voxels[row];
            keys[row] = new VoxelIndex(v.X / factor, v.Y / factor, v.Z / factor);
        }

        int coarse = FindCoarse(keys);
        _childSlots = factor * factor * factor;
        FindChildren(voxels, coarse, factor);
        (Count, CoarseCount) = (count, coarse);
    }

    private int FindCoarse(ReadOnlySpan<VoxelIndex> keys)
    {
        VoxelIndex[] coarse = Buffers.Reserve(ref _coarse, keys.Length);
        int[] parents = Buffers.Reserve(ref _parents, keys.Length);
        int found = 0;
        foreach (int row in _sorter.Sort(keys))
        {
            if (found == 0 || coarse[found - 1] != keys[row])
            {
                coarse[found++] = keys[row];
            }

            parents[row] = found - 1;
        }

        return found;
    }

    private void FindChildren(ReadOnlySpan<VoxelIndex> voxels, int coarse, int factor)
    {
        int none = voxels.Length, length = Buffers.Product(coarse, _childSlots);
        int[] children = Buffers.Reserve(ref _children, length);
        float[] divisors = Buffers.Reserve(ref _divisors, coarse);
        Array.Fill(children, none, 0, length);
        Array.Fill(divisors, 1f, 0, coarse);
        for (int row = 0; row < voxels.Length; row++)
        {
            VoxelIndex v = voxels[row];
            int slot = (((v.X % factor * factor) + (v.Y % factor)) * factor) + (v.Z % factor);
            ref int child = ref children[(_parents[row] * _childSlots) + slot];
            if (child != none)
            {
                throw new ArgumentException($"Voxel {v} stands in rows {child} and {row}; a voxel may occur once.", nameof(voxels));
            }

            child = row;
            divisors[_parents[row]]++;
        }
    }
}

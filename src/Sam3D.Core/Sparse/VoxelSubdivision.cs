namespace Sam3D.Sparse;

/// <summary>
/// The index work of one sparse subdivision (official <c>SparseSubdivide</c> with the convolutions around it): M voxels become N = 8·M of half the
/// edge, whose neighbours follow from those of their parents without any search.
/// </summary>
/// <remarks>
/// One instance serves many objects and allocates only when an object is larger than those before; everything it gives is valid until the next
/// <see cref="Build"/>. Not safe for concurrent use.
/// </remarks>
public sealed class VoxelSubdivision
{
    // [8, 27] where each neighbour of each child lies: 8 times the parent's neighbour (0 to 26), plus the child of that one (0 to 7).
    private static readonly byte[] Places = FindPlaces();

    private VoxelIndex[] _children = [];
    private int[] _neighbors = [];
    private int[] _parents = [];

    /// <summary>Number of children, N; in <see cref="Neighbors"/> also the row that stands for "none".</summary>
    public int Count { get; private set; }

    /// <summary>[N] children, in the order of <see cref="SubdivisionMap.Subdivide"/>.</summary>
    public ReadOnlyMemory<VoxelIndex> Children => _children.AsMemory(0, Count);

    /// <summary>[N, 27] children near each child, in the order of <see cref="NeighborMap.Rows"/>.</summary>
    public ReadOnlyMemory<int> Neighbors => _neighbors.AsMemory(0, Count * NeighborMap.Offsets);

    /// <summary>[N] the parent of each child.</summary>
    public ReadOnlyMemory<int> Parents => _parents.AsMemory(0, Count);

    /// <summary>Subdivides voxels; time is linear in their number.</summary>
    /// <param name="voxels">M distinct voxels in any order, at most 9.9 million, coordinates below 2³⁰.</param>
    /// <param name="neighbors">[M, 27] their neighbours, of <see cref="NeighborMap.Rows"/> or <see cref="Neighbors"/>.</param>
    /// <exception cref="ArgumentException">The number of neighbours is not 27 for each voxel, or there are too many voxels.</exception>
    /// <exception cref="OverflowException">A coordinate is too large.</exception>
    public void Build(ReadOnlySpan<VoxelIndex> voxels, ReadOnlySpan<int> neighbors)
    {
        Count = 0;
        if (neighbors.Length != (long)voxels.Length * NeighborMap.Offsets)
        {
            throw new ArgumentException($"{neighbors.Length} rows for {voxels.Length} voxels, expected {NeighborMap.Offsets} for each.", nameof(neighbors));
        }

        int length = Buffers.Product(voxels.Length, SubdivisionMap.Children * NeighborMap.Offsets);
        int count = SubdivisionMap.Children * voxels.Length;
        SubdivisionMap.Subdivide(voxels, Buffers.Reserve(ref _children, count).AsSpan(0, count));
        int[] rows = Buffers.Reserve(ref _neighbors, length);
        int[] parents = Buffers.Reserve(ref _parents, count);
        for (int child = 0; child < count; child++)
        {
            int parent = child / SubdivisionMap.Children, at = child * NeighborMap.Offsets;
            parents[child] = parent;
            ReadOnlySpan<int> near = neighbors.Slice(parent * NeighborMap.Offsets, NeighborMap.Offsets);
            ReadOnlySpan<byte> places = Places.AsSpan(child % SubdivisionMap.Children * NeighborMap.Offsets, NeighborMap.Offsets);
            Span<int> childNear = rows.AsSpan(at, NeighborMap.Offsets);
            for (int k = 0; k < places.Length; k++)
            {
                int parentRow = near[places[k] / SubdivisionMap.Children];
                childNear[k] = parentRow == voxels.Length ? count : (SubdivisionMap.Children * parentRow) + (places[k] % SubdivisionMap.Children);
            }
        }

        Count = count;
    }

    private static byte[] FindPlaces()
    {
        byte[] places = new byte[SubdivisionMap.Children * NeighborMap.Offsets];
        for (int i = 0; i < places.Length; i++)
        {
            int child = i / NeighborMap.Offsets, k = i % NeighborMap.Offsets;

            // Where the neighbour lies along each axis, seen from the parent's first child and plus one: 0, the parent before; 1 and 2, this
            // one; 3, the one after.
            int x = (child >> 2) + (k / 9), y = ((child >> 1) & 1) + (k / 3 % 3), z = (child & 1) + (k % 3);
            int parent = ((x + 1) / 2 * 9) + ((y + 1) / 2 * 3) + ((z + 1) / 2);
            int sibling = (((x + 1) & 1) * 4) + (((y + 1) & 1) * 2) + ((z + 1) & 1);
            places[i] = (byte)((SubdivisionMap.Children * parent) + sibling);
        }

        return places;
    }
}

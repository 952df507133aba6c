namespace Sam3D.Sparse;

/// <summary>
/// The rows of each voxel's 3×3×3 neighbourhood, for submanifold convolutions (Graham and van der Maaten, "Submanifold sparse convolutional
/// networks", 2017; official <c>SparseConv3d</c> with kernel 3).
/// </summary>
/// <remarks>
/// Time and memory are linear in the number of voxels. One instance serves many objects and allocates only when an object is larger than those
/// before. Not safe for concurrent use.
/// </remarks>
public sealed class NeighborMap
{
    /// <summary>Neighbours of a voxel, itself included.</summary>
    public const int Offsets = 27;

    private const int Itself = Offsets / 2;

    private readonly VoxelLookup _lookup = new();
    private int[] _rows = [];

    /// <summary>Number of voxels N; also the row that stands for "no neighbour".</summary>
    public int Count { get; private set; }

    /// <summary>
    /// [N, 27] rows, valid until the next <see cref="Build"/>. Column k = (dx+1)·9 + (dy+1)·3 + (dz+1) holds the row of the voxel at
    /// (x+dx, y+dy, z+dz), each offset −1 to 1, or N where that cell is empty.
    /// </summary>
    public ReadOnlyMemory<int> Rows => _rows.AsMemory(0, Count * Offsets);

    /// <summary>Finds the neighbours of a list of voxels.</summary>
    /// <param name="voxels">Distinct voxels in any order; at most 79 million.</param>
    /// <exception cref="ArgumentException">A voxel stands twice in the list, or there are too many.</exception>
    public void Build(ReadOnlySpan<VoxelIndex> voxels)
    {
        Count = 0;
        int length = Buffers.Product(voxels.Length, Offsets);
        _lookup.Fill(voxels);
        int[] rows = Buffers.Reserve(ref _rows, length);
        Array.Fill(rows, voxels.Length, 0, length);
        for (int row = 0; row < voxels.Length; row++)
        {
            VoxelIndex v = voxels[row];
            rows[(row * Offsets) + Itself] = row;

            // Being neighbours is mutual, so half of the offsets tell the other half.
            for (int k = 0; k < Itself; k++)
            {
                int neighbor = _lookup.Find(v.X + (k / 9) - 1, v.Y + (k / 3 % 3) - 1, v.Z + (k % 3) - 1);
                if (neighbor >= 0)
                {
                    rows[(row * Offsets) + k] = neighbor;
                    rows[(neighbor * Offsets) + Offsets - 1 - k] = row;
                }
            }
        }

        Count = voxels.Length;
    }

    /// <summary>
    /// The same map into the features of the voxels' parents, for voxels that came from <see cref="SubdivisionMap"/>: their features are copies
    /// of the parent's, so a convolution can read the parents and the eightfold copy is never made.
    /// </summary>
    /// <param name="destination">Receives [N, 27] parent rows; N/8 where a cell is empty.</param>
    /// <exception cref="ArgumentException">The voxels are not groups of 8, or the destination has another length.</exception>
    public void CopyParentRows(Span<int> destination)
    {
        if (Count % SubdivisionMap.Children != 0)
        {
            throw new ArgumentException($"{Count} voxels cannot come from a subdivision, which makes {SubdivisionMap.Children} of each.");
        }

        if (destination.Length != Count * Offsets)
        {
            throw new ArgumentException($"{destination.Length} entries, expected {Count} × {Offsets}.", nameof(destination));
        }

        // "No neighbour" is N among the children and so becomes N/8, one past the last parent.
        ReadOnlySpan<int> rows = Rows.Span;
        for (int i = 0; i < rows.Length; i++)
        {
            destination[i] = rows[i] / SubdivisionMap.Children;
        }
    }

    /// <summary>The definition, cell by cell, that <see cref="Rows"/> must equal.</summary>
    internal static int[] Reference(ReadOnlySpan<VoxelIndex> voxels)
    {
        var rows = new Dictionary<VoxelIndex, int>();
        foreach (VoxelIndex v in voxels)
        {
            rows.Add(v, rows.Count);
        }

        var result = new List<int>();
        foreach (VoxelIndex v in voxels)
        {
            for (int dx = -1; dx <= 1; dx++)
            {
                for (int dy = -1; dy <= 1; dy++)
                {
                    for (int dz = -1; dz <= 1; dz++)
                    {
                        result.Add(rows.GetValueOrDefault(new VoxelIndex(v.X + dx, v.Y + dy, v.Z + dz), voxels.Length));
                    }
                }
            }
        }

        return [.. result];
    }
}

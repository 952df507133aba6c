namespace Sam3D.Sparse;

/// <summary>
/// Finds the row of a voxel by its coordinates: a hash table of bricks of 4³ cells, so that a voxel and its neighbours mostly share one
/// entry. Time and memory are linear in the number of voxels, wherever they lie; a later fill reuses the memory of the earlier ones.
/// </summary>
/// <remarks>Not safe for concurrent use, not even for reading.</remarks>
internal sealed class VoxelLookup
{
    private const int BrickBits = 2;
    private const int BrickMask = (1 << BrickBits) - 1;
    private const int BrickCells = 1 << (3 * BrickBits);
    private const int SmallestTable = 64;

    private int[] _slots = [];
    private VoxelIndex[] _bricks = [];
    private int[] _cells = [];
    private int _brickCount;
    private int _slotCount;
    private VoxelIndex _recentBrick;
    private int _recentNumber = -1;

    /// <summary>Forgets the earlier voxels and takes these.</summary>
    /// <param name="voxels">The voxels; the row of each is its place in this list.</param>
    /// <exception cref="ArgumentException">A voxel stands twice in the list.</exception>
    public void Fill(ReadOnlySpan<VoxelIndex> voxels)
    {
        _brickCount = 0;
        _recentNumber = -1;
        ClearTable(SmallestTable);
        for (int row = 0; row < voxels.Length; row++)
        {
            VoxelIndex v = voxels[row];
            int brick = GetOrAddBrick(BrickOf(v.X, v.Y, v.Z)); // before the cells are referred to: it may move them
            ref int cell = ref _cells[Cell(brick, v.X, v.Y, v.Z)];
            if (cell != 0)
            {
                throw new ArgumentException($"Voxel {v} stands in rows {cell - 1} and {row}; a voxel may occur once.", nameof(voxels));
            }

            cell = row + 1;
        }
    }

    /// <summary>The row of a voxel, or −1. Coordinates may lie outside of every grid.</summary>
    public int Find(int x, int y, int z)
    {
        VoxelIndex brick = BrickOf(x, y, z);
        if (_recentNumber < 0 || brick != _recentBrick)
        {
            int number = _slots[Slot(brick)] - 1;
            if (number < 0)
            {
                return -1;
            }

            (_recentBrick, _recentNumber) = (brick, number);
        }

        return _cells[Cell(_recentNumber, x, y, z)] - 1;
    }

    private static VoxelIndex BrickOf(int x, int y, int z) => new(x >> BrickBits, y >> BrickBits, z >> BrickBits);

    private static int Cell(int brick, int x, int y, int z) =>
        (brick * BrickCells) + ((((x & BrickMask) << BrickBits) | (y & BrickMask)) << BrickBits) + (z & BrickMask);

    private int GetOrAddBrick(VoxelIndex brick)
    {
        int slot = Slot(brick);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }

        if (_brickCount == _bricks.Length)
        {
            int capacity = Math.Max(SmallestTable, 2 * _brickCount);
            Array.Resize(ref _bricks, capacity);
            Array.Resize(ref _cells, Buffers.Product(capacity, BrickCells));
        }

        _bricks[_brickCount] = brick;
        Array.Clear(_cells, _brickCount * BrickCells, BrickCells);
        _slots[slot] = ++_brickCount;
        if (2 * _brickCount > _slotCount)
        {
            ClearTable(2 * _slotCount);
            for (int i = 0; i < _brickCount; i++)
            {
                _slots[Slot(_bricks[i])] = i + 1;
            }
        }

        return _brickCount - 1;
    }

    private void ClearTable(int slots)
    {
        _slotCount = slots;
        Array.Clear(Buffers.Reserve(ref _slots, slots), 0, slots);
    }

    /// <summary>The slot that holds a brick, or the free one where it belongs.</summary>
    private int Slot(VoxelIndex brick)
    {
        uint hash = ((uint)brick.X * 0x9E3779B1u) ^ ((uint)brick.Y * 0x85EBCA77u) ^ ((uint)brick.Z * 0xC2B2AE3Du);
        int mask = _slotCount - 1;
        int slot = (int)(hash ^ (hash >> 15)) & mask;
        while (_slots[slot] != 0 && _bricks[_slots[slot] - 1] != brick)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}

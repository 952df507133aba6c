namespace Sam3D.Voxels;

/// <summary>The bounding box of a list of voxels, with row-major numbering of its cells.</summary>
internal readonly struct VoxelBox
{
    private readonly int _minX, _minY, _minZ;

    /// <summary>Bounds a list that is not empty.</summary>
    public VoxelBox(ReadOnlySpan<VoxelIndex> voxels)
    {
        (_minX, _minY, _minZ) = (int.MaxValue, int.MaxValue, int.MaxValue);
        (int maxX, int maxY, int maxZ) = (0, 0, 0);
        foreach (VoxelIndex v in voxels)
        {
            (_minX, maxX) = (Math.Min(_minX, v.X), Math.Max(maxX, v.X));
            (_minY, maxY) = (Math.Min(_minY, v.Y), Math.Max(maxY, v.Y));
            (_minZ, maxZ) = (Math.Min(_minZ, v.Z), Math.Max(maxZ, v.Z));
        }

        (SizeX, SizeY, SizeZ) = (maxX - _minX + 1, maxY - _minY + 1, maxZ - _minZ + 1);
    }

    /// <summary>The corner with the smallest coordinates.</summary>
    public VoxelIndex Min => new(_minX, _minY, _minZ);

    /// <summary>Cells along the first axis.</summary>
    public int SizeX { get; }

    /// <summary>Cells along the second axis.</summary>
    public int SizeY { get; }

    /// <summary>Cells along the third axis.</summary>
    public int SizeZ { get; }

    /// <summary>Number of cells.</summary>
    /// <exception cref="ArgumentException">More cells than an array can hold (a box of 1290³ or more).</exception>
    public int CellCount
    {
        get
        {
            long cells = (long)SizeX * SizeY * SizeZ;
            return cells <= Array.MaxLength
                ? (int)cells
                : throw new ArgumentException($"The voxels span {SizeX}×{SizeY}×{SizeZ} cells; at most {Array.MaxLength} can be held.");
        }
    }

    /// <summary>Number of a voxel inside of the box: ((x·SizeY) + y)·SizeZ + z, counted from the corner.</summary>
    public int Cell(VoxelIndex v) => ((((v.X - _minX) * SizeY) + (v.Y - _minY)) * SizeZ) + (v.Z - _minZ);
}

namespace Sam3D.Voxels;

/// <summary>The empty cells that voxels enclose: what <see cref="VoxelPruning"/> has left out of a solid, and cavities.</summary>
public static class VoxelEnclosure
{
    /// <summary>Finds the cells that no way from outside leads to, across faces of cells. Takes time linear in the cells of the voxels' bounding box.</summary>
    /// <param name="voxels">The voxels.</param>
    /// <returns>The enclosed cells in lexicographic order; none of <paramref name="voxels"/> is among them.</returns>
    /// <exception cref="ArgumentException">The bounding box has more cells than an array can hold.</exception>
    public static SparseVoxels Of(SparseVoxels voxels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        if (voxels.Count == 0)
        {
            return voxels;
        }

        var box = new VoxelBox(voxels.Indices);
        bool[] seen = new bool[box.CellCount]; // occupied, or reached from outside
        foreach (VoxelIndex v in voxels.Indices)
        {
            seen[box.Cell(v)] = true;
        }

        Flood(box, seen);
        var enclosed = new List<VoxelIndex>();
        for (int cell = 0; cell < seen.Length; cell++)
        {
            if (!seen[cell])
            {
                (int x, int y, int z) = Place(box, cell);
                enclosed.Add(new VoxelIndex(box.Min.X + x, box.Min.Y + y, box.Min.Z + z));
            }
        }

        return new SparseVoxels(voxels.Resolution, [.. enclosed]);
    }

    /// <summary>Finds the enclosed cells that are occupied: what was pruned from a solid, without its cavities.</summary>
    /// <param name="voxels">The voxels.</param>
    /// <param name="occupancy">The grid that they were taken of; above 0 is occupied. One of another resolution does not tell cavities, and all enclosed cells are given.</param>
    /// <returns>The cells in lexicographic order; none of <paramref name="voxels"/> is among them.</returns>
    /// <exception cref="ArgumentException">The bounding box has more cells than an array can hold.</exception>
    public static SparseVoxels Of(SparseVoxels voxels, OccupancyGrid occupancy)
    {
        ArgumentNullException.ThrowIfNull(occupancy);
        SparseVoxels enclosed = Of(voxels);
        if (occupancy.Resolution != voxels.Resolution)
        {
            return enclosed;
        }

        var kept = new List<VoxelIndex>(enclosed.Count);
        foreach (VoxelIndex v in enclosed.Indices)
        {
            if (occupancy[v.X, v.Y, v.Z] > 0)
            {
                kept.Add(v);
            }
        }

        return new SparseVoxels(voxels.Resolution, [.. kept]);
    }

    private static void Flood(VoxelBox box, bool[] seen)
    {
        var open = new Stack<int>();
        void Enter(int cell)
        {
            if (!seen[cell])
            {
                seen[cell] = true;
                open.Push(cell);
            }
        }

        for (int cell = 0; cell < seen.Length; cell++)
        {
            (int x, int y, int z) = Place(box, cell);
            if (x == 0 || y == 0 || z == 0 || x == box.SizeX - 1 || y == box.SizeY - 1 || z == box.SizeZ - 1)
            {
                Enter(cell);
            }
        }

        while (open.TryPop(out int cell))
        {
            (int x, int y, int z) = Place(box, cell);
            if (x > 0)
            {
                Enter(cell - (box.SizeY * box.SizeZ));
            }

            if (x < box.SizeX - 1)
            {
                Enter(cell + (box.SizeY * box.SizeZ));
            }

            if (y > 0)
            {
                Enter(cell - box.SizeZ);
            }

            if (y < box.SizeY - 1)
            {
                Enter(cell + box.SizeZ);
            }

            if (z > 0)
            {
                Enter(cell - 1);
            }

            if (z < box.SizeZ - 1)
            {
                Enter(cell + 1);
            }
        }
    }

    private static (int X, int Y, int Z) Place(VoxelBox box, int cell) => (cell / (box.SizeY * box.SizeZ), cell / box.SizeZ % box.SizeY, cell % box.SizeZ);
}

namespace Sam3D.Voxels;

/// <summary>Removes voxels that no surface passes. Official: <c>prune_sparse_structure</c>.</summary>
public static class VoxelPruning
{
    /// <summary>
    /// Removes the voxels whose whole (2d+1)³ neighbourhood is occupied. Takes time linear in the cells of the voxels' bounding box, whatever
    /// the distance.
    /// </summary>
    /// <param name="voxels">The voxels; cells outside of the grid count as empty.</param>
    /// <param name="distance">Distance d in voxels, 0 or more; 0 returns <paramref name="voxels"/> itself, the release uses 1.</param>
    /// <returns>The remaining voxels in the order in which they came.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The distance is negative.</exception>
    /// <exception cref="ArgumentException">The bounding box has more cells than an array can hold.</exception>
    public static SparseVoxels RemoveInterior(SparseVoxels voxels, int distance)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        if (distance == 0 || voxels.Count == 0)
        {
            return voxels;
        }

        var box = new VoxelBox(voxels.Indices);
        bool[] interior = new bool[box.CellCount];
        foreach (VoxelIndex v in voxels.Indices)
        {
            interior[box.Cell(v)] = true;
        }

        // A box-shaped erosion is one erosion along each axis after the other.
        for (int xy = 0; xy < box.SizeX * box.SizeY; xy++)
        {
            ErodeLine(interior.AsSpan(xy * box.SizeZ), 1, box.SizeZ, distance);
        }

        for (int x = 0; x < box.SizeX; x++)
        {
            for (int z = 0; z < box.SizeZ; z++)
            {
                ErodeLine(interior.AsSpan((x * box.SizeY * box.SizeZ) + z), box.SizeZ, box.SizeY, distance);
            }
        }

        for (int yz = 0; yz < box.SizeY * box.SizeZ; yz++)
        {
            ErodeLine(interior.AsSpan(yz), box.SizeY * box.SizeZ, box.SizeX, distance);
        }

        var kept = new List<VoxelIndex>(voxels.Count);
        foreach (VoxelIndex v in voxels.Indices)
        {
            if (!interior[box.Cell(v)])
            {
                kept.Add(v);
            }
        }

        return new SparseVoxels(voxels.Resolution, [.. kept]);
    }

    /// <summary>The definition, cell by cell, that <see cref="RemoveInterior"/> must equal.</summary>
    internal static SparseVoxels RemoveInteriorReference(SparseVoxels voxels, int distance)
    {
        if (distance == 0)
        {
            return voxels;
        }

        HashSet<VoxelIndex> occupied = [.. voxels.Indices];
        int[] offsets = [.. Enumerable.Range(-distance, (2 * distance) + 1)];
        bool IsInterior(VoxelIndex v) => offsets.All(i => offsets.All(j => offsets.All(k =>
            occupied.Contains(new VoxelIndex(v.X + i, v.Y + j, v.Z + k)))));
        return new SparseVoxels(voxels.Resolution, [.. voxels.Indices.ToArray().Where(v => !IsInterior(v))]);
    }

    /// <summary>Clears the first and last <paramref name="distance"/> cells of every run of set cells.</summary>
    private static void ErodeLine(Span<bool> line, int stride, int length, int distance)
    {
        int position = 0;
        while (position < length)
        {
            if (!line[position * stride])
            {
                position++;
                continue;
            }

            int start = position;
            while (position < length && line[position * stride])
            {
                position++;
            }

            int margin = Math.Min(distance, position - start);
            for (int i = 0; i < margin; i++)
            {
                line[(start + i) * stride] = false;
                line[(position - 1 - i) * stride] = false;
            }
        }
    }
}

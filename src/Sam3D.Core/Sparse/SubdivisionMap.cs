namespace Sam3D.Sparse;

/// <summary>Splits every voxel into 2×2×2 of half the edge. Official: <c>SparseSubdivide</c>; the features of a child are its parent's.</summary>
public static class SubdivisionMap
{
    /// <summary>Children of a voxel.</summary>
    public const int Children = 8;

    /// <summary>Writes the children of every voxel.</summary>
    /// <param name="voxels">N voxels with coordinates below 2³⁰.</param>
    /// <param name="children">
    /// Receives 8·N voxels of the grid of twice the resolution: child k of row i in row 8·i + k, at (2x + k/4, 2y + k/2 mod 2, 2z + k mod 2).
    /// The parent of row j is row j/8.
    /// </param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="OverflowException">A coordinate is too large.</exception>
    public static void Subdivide(ReadOnlySpan<VoxelIndex> voxels, Span<VoxelIndex> children)
    {
        if (children.Length != (long)Children * voxels.Length)
        {
            throw new ArgumentException($"{children.Length} entries, expected {Children} × {voxels.Length}.", nameof(children));
        }

        for (int row = 0; row < voxels.Length; row++)
        {
            VoxelIndex v = voxels[row];
            int x = checked(2 * v.X), y = checked(2 * v.Y), z = checked(2 * v.Z);
            for (int k = 0; k < Children; k++)
            {
                children[(Children * row) + k] = new VoxelIndex(x + (k >> 2), y + ((k >> 1) & 1), z + (k & 1));
            }
        }
    }
}

namespace Sam3D.Voxels;

/// <summary>Occupied voxels of decoded logits. Official: <c>InferencePipeline.sample_sparse_structure</c>.</summary>
public static class VoxelExtraction
{
    /// <summary>Lists the cells whose logit is above a threshold.</summary>
    /// <param name="grid">The logits.</param>
    /// <param name="threshold">A cell is occupied when its logit is greater; 0 in the release. NaN logits are empty.</param>
    /// <returns>The occupied cells in lexicographic order of (x, y, z); none when all are empty.</returns>
    public static SparseVoxels FromLogits(OccupancyGrid grid, float threshold)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ReadOnlySpan<float> logits = grid.Logits;
        int count = 0;
        foreach (float logit in logits)
        {
            count += logit > threshold ? 1 : 0;
        }

        var indices = new VoxelIndex[count];
        int resolution = grid.Resolution;
        int next = 0;
        for (int cell = 0; cell < logits.Length; cell++)
        {
            if (logits[cell] > threshold)
            {
                (int xy, int z) = Math.DivRem(cell, resolution);
                (int x, int y) = Math.DivRem(xy, resolution);
                indices[next++] = new VoxelIndex(x, y, z);
            }
        }

        return new SparseVoxels(resolution, indices);
    }
}

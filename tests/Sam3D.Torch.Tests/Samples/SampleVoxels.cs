namespace Sam3D.Torch.Tests;

/// <summary>Occupied voxels of a sample.</summary>
internal static class SampleVoxels
{
    /// <summary>Takes each cell of a grid with the given probability, in lexicographic order.</summary>
    public static VoxelIndex[] Create(Random random, int resolution, double density) =>
    [
        .. Enumerable.Range(0, resolution * resolution * resolution).Where(_ => random.NextDouble() < density)
            .Select(i => new VoxelIndex(i / (resolution * resolution), i / resolution % resolution, i % resolution)),
    ];
}

namespace Sam3D.Core.Tests.Voxels;

internal static class RandomVoxels
{
    /// <summary>Each cell is occupied with a probability; the order is shuffled when asked for.</summary>
    public static SparseVoxels Create(int seed, int resolution, double density, bool shuffle = false)
    {
        var random = new Random(seed);
        var voxels = new List<VoxelIndex>();
        for (int cell = 0; cell < resolution * resolution * resolution; cell++)
        {
            if (random.NextDouble() < density)
            {
                voxels.Add(new VoxelIndex(cell / (resolution * resolution), cell / resolution % resolution, cell % resolution));
            }
        }

        VoxelIndex[] array = [.. voxels];
        if (shuffle)
        {
            random.Shuffle(array);
        }

        return new SparseVoxels(resolution, array);
    }

    public static SparseVoxels Box(int resolution, VoxelIndex min, VoxelIndex size) => new(
        resolution,
        [.. from x in Enumerable.Range(min.X, size.X)
            from y in Enumerable.Range(min.Y, size.Y)
            from z in Enumerable.Range(min.Z, size.Z)
            select new VoxelIndex(x, y, z)]);
}

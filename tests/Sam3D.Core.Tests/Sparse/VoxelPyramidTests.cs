using Sam3D.Core.Tests.Voxels;
using Sam3D.Sparse;

namespace Sam3D.Core.Tests.Sparse;

public sealed class VoxelPyramidTests
{
    [Fact]
    public void Each_level_merges_the_one_before()
    {
        SparseVoxels voxels = RandomVoxels.Create(1, 17, 0.15, shuffle: true);
        var pyramid = new VoxelPyramid(2);
        pyramid.Build(voxels.Indices);
        VoxelIndex[] level = voxels.Indices.ToArray();
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(NeighborMap.Reference(level), pyramid.Neighbors[i].Rows.ToArray());
            Assert.Equal(level.Length, pyramid.Steps[i].Count);
            level = [.. level.Select(v => new VoxelIndex(v.X / 2, v.Y / 2, v.Z / 2)).Distinct().OrderBy(v => (v.X, v.Y, v.Z))];
            Assert.Equal(level, pyramid.Steps[i].Coarse.ToArray());
        }

        Assert.Equal(NeighborMap.Reference(level), pyramid.Neighbors[2].Rows.ToArray());
    }

    [Fact]
    public void A_smaller_object_after_a_larger_one_allocates_nothing()
    {
        var pyramid = new VoxelPyramid(2);
        pyramid.Build(RandomVoxels.Create(2, 20, 0.5).Indices);
        SparseVoxels small = RandomVoxels.Create(3, 12, 0.3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        pyramid.Build(small.Indices);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void An_impossible_number_of_steps_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoxelPyramid(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoxelPyramid(21));
    }
}

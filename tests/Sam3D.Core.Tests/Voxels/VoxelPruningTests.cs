using Sam3D.Voxels;

namespace Sam3D.Core.Tests.Voxels;

public sealed class VoxelPruningTests
{
    [Theory]
    [InlineData(1, 9, 0.97, 1)]
    [InlineData(2, 9, 0.5, 1)]
    [InlineData(3, 12, 0.995, 2)]
    [InlineData(4, 7, 1.0, 1)]
    [InlineData(5, 7, 1.0, 3)]
    [InlineData(6, 7, 1.0, 4)]
    [InlineData(7, 6, 0.02, 1)]
    public void The_result_is_that_of_the_definition_in_the_same_order(int seed, int resolution, double density, int distance)
    {
        SparseVoxels voxels = RandomVoxels.Create(seed, resolution, density, shuffle: true);
        SparseVoxels expected = VoxelPruning.RemoveInteriorReference(voxels, distance);
        SparseVoxels actual = VoxelPruning.RemoveInterior(voxels, distance);
        Assert.Equal(resolution, actual.Resolution);
        Assert.Equal(expected.Indices.ToArray(), actual.Indices.ToArray());
    }

    [Fact]
    public void A_box_keeps_its_shell()
    {
        SparseVoxels box = RandomVoxels.Box(16, new VoxelIndex(3, 2, 0), new VoxelIndex(6, 5, 7));
        SparseVoxels shell = VoxelPruning.RemoveInterior(box, 1);
        Assert.Equal((6 * 5 * 7) - (4 * 3 * 5), shell.Count);
    }

    [Fact]
    public void Distance_0_keeps_the_list_itself()
    {
        SparseVoxels box = RandomVoxels.Box(4, default, new VoxelIndex(4, 4, 4));
        Assert.Same(box, VoxelPruning.RemoveInterior(box, 0));
    }

    [Fact]
    public void A_huge_distance_keeps_every_voxel()
    {
        SparseVoxels box = RandomVoxels.Box(5, default, new VoxelIndex(5, 5, 5));
        Assert.Equal(125, VoxelPruning.RemoveInterior(box, int.MaxValue).Count);
    }

    [Fact]
    public void No_voxels_stay_none()
    {
        var none = new SparseVoxels(4, []);
        Assert.Equal(0, VoxelPruning.RemoveInterior(none, 1).Count);
    }

    [Fact]
    public void A_negative_distance_and_a_boundless_box_are_refused()
    {
        var far = new SparseVoxels(5000, [new(0, 0, 0), new(4999, 4999, 4999)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => VoxelPruning.RemoveInterior(far, -1));
        Assert.Throws<ArgumentException>(() => VoxelPruning.RemoveInterior(far, 1));
    }
}

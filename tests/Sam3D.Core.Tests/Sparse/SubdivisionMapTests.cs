using Sam3D.Core.Tests.Voxels;
using Sam3D.Sparse;

namespace Sam3D.Core.Tests.Sparse;

public sealed class SubdivisionMapTests
{
    [Fact]
    public void Children_stay_together_with_the_last_axis_fastest()
    {
        VoxelIndex[] children = new VoxelIndex[8];
        SubdivisionMap.Subdivide([new(1, 2, 3)], children);
        Assert.Equal(
            [new(2, 4, 6), new(2, 4, 7), new(2, 5, 6), new(2, 5, 7), new(3, 4, 6), new(3, 4, 7), new(3, 5, 6), new(3, 5, 7)], children);
    }

    [Fact]
    public void Every_child_is_distinct_and_lies_in_its_parent()
    {
        SparseVoxels voxels = RandomVoxels.Create(1, 9, 0.4, shuffle: true);
        VoxelIndex[] children = new VoxelIndex[8 * voxels.Count];
        SubdivisionMap.Subdivide(voxels.Indices, children);
        Assert.Equal(children.Length, children.Distinct().Count());
        for (int i = 0; i < children.Length; i++)
        {
            Assert.Equal(voxels.Indices[i / 8], new VoxelIndex(children[i].X / 2, children[i].Y / 2, children[i].Z / 2));
        }
    }

    [Fact]
    public void A_wrong_destination_and_too_large_coordinates_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SubdivisionMap.Subdivide([default], new VoxelIndex[7]));
        Assert.Throws<OverflowException>(() => SubdivisionMap.Subdivide([new(1 << 30, 0, 0)], new VoxelIndex[8]));
    }
}

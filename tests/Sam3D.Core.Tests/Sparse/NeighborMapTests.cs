using Sam3D.Core.Tests.Voxels;
using Sam3D.Sparse;

namespace Sam3D.Core.Tests.Sparse;

public sealed class NeighborMapTests
{
    [Theory]
    [InlineData(1, 1, 1.0, false)]
    [InlineData(2, 9, 1.0, true)]
    [InlineData(3, 13, 0.3, true)]
    [InlineData(4, 24, 0.02, false)]
    [InlineData(5, 24, 0.0, false)]
    public void The_map_is_that_of_the_definition(int seed, int resolution, double density, bool shuffle)
    {
        SparseVoxels voxels = RandomVoxels.Create(seed, resolution, density, shuffle);
        var map = new NeighborMap();
        map.Build(voxels.Indices);
        Assert.Equal(voxels.Count, map.Count);
        Assert.Equal(NeighborMap.Reference(voxels.Indices), map.Rows.ToArray());
    }

    [Fact]
    public void Being_neighbours_is_mutual_and_the_middle_is_the_voxel_itself()
    {
        SparseVoxels voxels = RandomVoxels.Create(6, 16, 0.2, shuffle: true);
        var map = new NeighborMap();
        map.Build(voxels.Indices);
        ReadOnlySpan<int> rows = map.Rows.Span;
        for (int row = 0; row < map.Count; row++)
        {
            Assert.Equal(row, rows[(row * NeighborMap.Offsets) + 13]);
            for (int k = 0; k < NeighborMap.Offsets; k++)
            {
                int neighbor = rows[(row * NeighborMap.Offsets) + k];
                Assert.True(neighbor == map.Count || rows[(neighbor * NeighborMap.Offsets) + 26 - k] == row);
            }
        }
    }

    [Fact]
    public void Far_voxels_and_the_ends_of_the_numbers_take_no_memory()
    {
        VoxelIndex[] voxels = [new(0, 0, 0), new(int.MaxValue, int.MaxValue, int.MaxValue), new(int.MaxValue, int.MaxValue, int.MaxValue - 1)];
        var map = new NeighborMap();
        map.Build(voxels);
        int[] expected = [.. Enumerable.Repeat(3, 81)];
        (expected[13], expected[27 + 13], expected[54 + 13]) = (0, 1, 2);
        (expected[27 + 12], expected[54 + 14]) = (2, 1);
        Assert.Equal(expected, map.Rows.ToArray());
    }

    [Fact]
    public void A_smaller_object_after_a_larger_one_forgets_it_and_allocates_nothing()
    {
        SparseVoxels large = RandomVoxels.Create(7, 20, 0.5, shuffle: true), small = RandomVoxels.Create(8, 12, 0.3);
        var map = new NeighborMap();
        map.Build(large.Indices);
        long before = GC.GetAllocatedBytesForCurrentThread();
        map.Build(small.Indices);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(NeighborMap.Reference(small.Indices), map.Rows.ToArray());
    }

    [Fact]
    public void Subdivided_voxels_can_be_read_from_their_parents()
    {
        SparseVoxels parents = RandomVoxels.Create(9, 8, 0.3);
        VoxelIndex[] children = new VoxelIndex[8 * parents.Count];
        SubdivisionMap.Subdivide(parents.Indices, children);
        var map = new NeighborMap();
        map.Build(children);
        int[] rows = new int[children.Length * NeighborMap.Offsets];
        map.CopyParentRows(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            int child = map.Rows.Span[i];
            Assert.Equal(child == children.Length ? parents.Count : child / 8, rows[i]);
        }

        Assert.Throws<ArgumentException>(() => map.CopyParentRows(new int[5]));
        map.Build(parents.Indices[..3]);
        Assert.Throws<ArgumentException>(() => map.CopyParentRows(new int[81]));
    }

    [Fact]
    public void A_voxel_that_stands_twice_is_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => new NeighborMap().Build([new(1, 2, 3), new(0, 0, 0), new(1, 2, 3)]));
        Assert.Contains("rows 0 and 2", e.Message, StringComparison.Ordinal);
    }
}

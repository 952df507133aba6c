using Sam3D.Core.Tests.Voxels;
using Sam3D.Sparse;

namespace Sam3D.Core.Tests.Sparse;

public sealed class DownsampleMapTests
{
    [Theory]
    [InlineData(1, 16, 0.2, 2, true)]
    [InlineData(2, 9, 1.0, 2, false)]
    [InlineData(3, 20, 0.1, 3, true)]
    [InlineData(4, 5, 0.0, 2, false)]
    public void The_map_is_that_of_the_definition(int seed, int resolution, double density, int factor, bool shuffle)
    {
        VoxelIndex[] voxels = RandomVoxels.Create(seed, resolution, density, shuffle).Indices.ToArray();
        var map = new DownsampleMap();
        map.Build(voxels, factor);

        VoxelIndex Parent(VoxelIndex v) => new(v.X / factor, v.Y / factor, v.Z / factor);
        VoxelIndex[] coarse = [.. voxels.Select(Parent).Distinct().OrderBy(v => (v.X, v.Y, v.Z))];
        Assert.Equal(voxels.Length, map.Count);
        Assert.Equal(coarse.Length, map.CoarseCount);
        Assert.Equal(coarse, map.Coarse.ToArray());
        Assert.Equal(voxels.Select(v => Array.IndexOf(coarse, Parent(v))), map.Parents.ToArray());
        Assert.Equal(coarse.Select(c => 1f + voxels.Count(v => Parent(v) == c)), map.Divisors.ToArray());
        Assert.Equal(coarse.SelectMany(c => Children(c, factor)).Select(v => Row(voxels, v)), map.Children.ToArray());
    }

    [Fact]
    public void Subdividing_and_merging_leads_back()
    {
        SparseVoxels voxels = RandomVoxels.Create(5, 12, 0.3);
        VoxelIndex[] children = new VoxelIndex[8 * voxels.Count];
        SubdivisionMap.Subdivide(voxels.Indices, children);
        var map = new DownsampleMap();
        map.Build(children);
        Assert.Equal(voxels.Indices.ToArray(), map.Coarse.ToArray());
        Assert.Equal(Enumerable.Range(0, children.Length), map.Children.ToArray());
        Assert.Equal(Enumerable.Range(0, children.Length).Select(i => i / 8), map.Parents.ToArray());
    }

    [Fact]
    public void A_smaller_object_after_a_larger_one_allocates_nothing()
    {
        SparseVoxels large = RandomVoxels.Create(6, 20, 0.5), small = RandomVoxels.Create(7, 12, 0.3);
        var map = new DownsampleMap();
        map.Build(large.Indices);
        long before = GC.GetAllocatedBytesForCurrentThread();
        map.Build(small.Indices);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(small.Count, map.Count);
    }

    [Fact]
    public void A_voxel_that_stands_twice_and_a_factor_of_1_are_refused()
    {
        var map = new DownsampleMap();
        Assert.Throws<ArgumentException>(() => map.Build([new(1, 2, 3), new(1, 2, 3)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Build([], 1));
    }

    private static IEnumerable<VoxelIndex> Children(VoxelIndex c, int factor) =>
        from x in Enumerable.Range(0, factor)
        from y in Enumerable.Range(0, factor)
        from z in Enumerable.Range(0, factor)
        select new VoxelIndex((c.X * factor) + x, (c.Y * factor) + y, (c.Z * factor) + z);

    private static int Row(VoxelIndex[] voxels, VoxelIndex v)
    {
        int row = Array.IndexOf(voxels, v);
        return row < 0 ? voxels.Length : row;
    }
}

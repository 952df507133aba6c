using Sam3D.Voxels;

namespace Sam3D.Core.Tests.Voxels;

public sealed class VoxelDownsamplingTests
{
    [Theory]
    [InlineData(1, 16, 0.1)]
    [InlineData(2, 17, 0.5)]
    [InlineData(3, 32, 0.03)]
    [InlineData(4, 6, 1.0)]
    public void The_result_is_the_sorted_distinct_list_of_the_definition(int seed, int resolution, double density)
    {
        SparseVoxels voxels = RandomVoxels.Create(seed, resolution, density, shuffle: true);
        (SparseVoxels reduced, int factor) = VoxelDownsampling.Reduce(voxels, voxels.Count - 1);
        Assert.Equal(2, factor);
        Assert.Equal(resolution, reduced.Resolution);
        Assert.Equal(VoxelDownsampling.ShrinkReference(voxels), reduced.Indices.ToArray());
    }

    [Fact]
    public void Up_to_the_limit_the_list_stays_itself()
    {
        SparseVoxels voxels = RandomVoxels.Create(1, 8, 0.5);
        (SparseVoxels reduced, int factor) = VoxelDownsampling.Reduce(voxels, voxels.Count);
        Assert.Same(voxels, reduced);
        Assert.Equal(1, factor);
    }

    [Fact]
    public void A_box_shrinks_to_half_around_its_middle()
    {
        SparseVoxels box = RandomVoxels.Box(64, new VoxelIndex(10, 20, 30), new VoxelIndex(8, 16, 32));
        (SparseVoxels reduced, _) = VoxelDownsampling.Reduce(box, 600);
        Assert.Equal(4 * 8 * 16, reduced.Count);
        Assert.Equal(new VoxelIndex(12, 24, 38), reduced.Indices[0]);
        Assert.Equal(new VoxelIndex(15, 31, 53), reduced.Indices[^1]);
    }

    [Theory]
    [InlineData(5, 4)]
    [InlineData(1, 0)]
    [InlineData(0, 0)]
    public void A_flat_axis_takes_the_upper_of_the_crossed_bounds(int y, int expected)
    {
        // With one layer the official bounds are trunc(y + 0.25) and trunc(y − 0.25), and clamping lets the upper one win.
        SparseVoxels plate = RandomVoxels.Box(16, new VoxelIndex(0, y, 0), new VoxelIndex(8, 1, 8));
        (SparseVoxels reduced, _) = VoxelDownsampling.Reduce(plate, 63);
        Assert.All(reduced.Indices.ToArray(), v => Assert.Equal(expected, v.Y));
    }

    [Fact]
    public void A_random_subset_keeps_order_and_depends_on_the_seed_alone()
    {
        SparseVoxels voxels = RandomVoxels.Create(1, 32, 0.2);
        VoxelIndex[] all = VoxelDownsampling.ShrinkReference(voxels);
        const int limit = 500;
        Assert.True(all.Length > limit);

        VoxelIndex[] first = VoxelDownsampling.Reduce(voxels, limit, seed: 1).Voxels.Indices.ToArray();
        Assert.Equal(limit, first.Length);
        Assert.Equal(first, all.Where(first.ToHashSet().Contains));
        Assert.Equal(first, VoxelDownsampling.Reduce(voxels, limit, seed: 1).Voxels.Indices.ToArray());
        Assert.NotEqual(first, VoxelDownsampling.Reduce(voxels, limit, seed: 2).Voxels.Indices.ToArray());
    }

    [Fact]
    public void Every_voxel_is_equally_likely_in_the_random_subset()
    {
        SparseVoxels voxels = RandomVoxels.Box(16, default, new VoxelIndex(8, 8, 8)); // shrinks to 4·4·4 = 64
        const int runs = 4000, limit = 16;
        var counts = new Dictionary<VoxelIndex, int>();
        for (ulong seed = 0; seed < runs; seed++)
        {
            foreach (VoxelIndex v in VoxelDownsampling.Reduce(voxels, limit, seed).Voxels.Indices)
            {
                counts[v] = counts.GetValueOrDefault(v) + 1;
            }
        }

        Assert.Equal(64, counts.Count);
        Assert.All(counts.Values, c => Assert.Equal(runs / 4, c, 5 * Math.Sqrt(runs * 0.25 * 0.75)));
    }

    [Fact]
    public void A_limit_below_1_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => VoxelDownsampling.Reduce(RandomVoxels.Create(1, 4, 0.5), 0));
}

using Sam3D.Core.Tests.Voxels;
using Sam3D.Sparse;

namespace Sam3D.Core.Tests.Sparse;

public sealed class WindowPartitionTests
{
    [Theory]
    [InlineData(1, 16, 0.2, 8, 0, true)]
    [InlineData(2, 16, 0.2, 8, 4, true)]
    [InlineData(3, 15, 0.7, 4, 2, false)]
    [InlineData(4, 7, 1.0, 1, 0, true)]
    [InlineData(5, 7, 0.4, 100, 50, true)]
    [InlineData(6, 7, 0.0, 8, 0, false)]
    public void Windows_are_those_of_the_definition(int seed, int resolution, double density, int size, int shift, bool shuffle)
    {
        SparseVoxels voxels = RandomVoxels.Create(seed, resolution, density, shuffle);
        VoxelIndex[] indices = voxels.Indices.ToArray();
        var partition = new WindowPartition();
        partition.Build(indices, size, shift);

        int[][] expected =
        [
            .. Enumerable.Range(0, indices.Length)
                .GroupBy(i => ((indices[i].X + shift) / size, (indices[i].Y + shift) / size, (indices[i].Z + shift) / size))
                .OrderBy(g => g.Key).Select(g => g.ToArray()),
        ];
        Assert.Equal(indices.Length, partition.Count);
        Assert.Equal(expected.Length, partition.WindowCount);
        Assert.Equal(expected.SelectMany(w => w), partition.Order.ToArray());
        Assert.Equal([0, .. expected.Select((_, i) => expected.Take(i + 1).Sum(w => w.Length))], partition.WindowStarts.ToArray());
    }

    [Theory]
    [InlineData(7, 4, 0)]
    [InlineData(8, 4, 2)]
    public void Inverse_leads_back(int seed, int size, int shift)
    {
        SparseVoxels voxels = RandomVoxels.Create(seed, 13, 0.3, shuffle: true);
        var partition = new WindowPartition();
        partition.Build(voxels.Indices, size, shift);
        for (int row = 0; row < voxels.Count; row++)
        {
            Assert.Equal(row, partition.Order.Span[partition.Inverse.Span[row]]);
        }
    }

    [Fact]
    public void Coordinates_of_many_digits_sort_as_numbers()
    {
        var random = new Random(9);
        VoxelIndex[] voxels = [.. Enumerable.Range(0, 500).Select(_ => new VoxelIndex(random.Next(), random.Next(3), random.Next()))];
        var partition = new WindowPartition();
        partition.Build(voxels, 1, 0);
        Assert.Equal(voxels.OrderBy(v => (v.X, v.Y, v.Z)), partition.Order.ToArray().Select(i => voxels[i]));
    }

    [Fact]
    public void A_smaller_object_after_a_larger_one_allocates_nothing()
    {
        SparseVoxels large = RandomVoxels.Create(10, 20, 0.5), small = RandomVoxels.Create(11, 12, 0.3);
        var partition = new WindowPartition();
        partition.Build(large.Indices, 8, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        partition.Build(small.Indices, 8, 4);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(small.Count, partition.WindowStarts.Span[^1]);
    }

    [Fact]
    public void Impossible_windows_are_refused()
    {
        var partition = new WindowPartition();
        Assert.Throws<ArgumentOutOfRangeException>(() => partition.Build([], 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => partition.Build([], 8, -1));
    }
}

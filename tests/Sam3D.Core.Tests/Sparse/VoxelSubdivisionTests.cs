using Sam3D.Sparse;

namespace Sam3D.Core.Tests.Sparse;

public sealed class VoxelSubdivisionTests
{
    [Theory]
    [InlineData(1, 0.02)]
    [InlineData(2, 0.3)]
    [InlineData(3, 1.0)]
    public void NeighboursAreThoseThatASearchFinds(int seed, double density)
    {
        VoxelIndex[] voxels = Voxels(new Random(seed), 6, density);
        var map = new NeighborMap();
        map.Build(voxels);
        ReadOnlySpan<int> neighbors = map.Rows.Span;
        for (int level = 0; level < 2; level++)
        {
            var subdivision = new VoxelSubdivision();
            subdivision.Build(voxels, neighbors);
            var children = new VoxelIndex[8 * voxels.Length];
            SubdivisionMap.Subdivide(voxels, children);
            var reference = new NeighborMap();
            reference.Build(children);

            Assert.Equal(children, subdivision.Children.ToArray());
            Assert.Equal(reference.Rows.ToArray(), subdivision.Neighbors.ToArray());
            Assert.Equal(Enumerable.Range(0, children.Length).Select(c => c / 8), subdivision.Parents.ToArray());
            voxels = children;
            neighbors = reference.Rows.Span;
        }
    }

    [Fact]
    public void RepeatedWorkAllocatesNothing()
    {
        VoxelIndex[] large = Voxels(new Random(4), 8, 0.5), small = large[..(large.Length / 2)];
        var map = new NeighborMap();
        var subdivision = new VoxelSubdivision();
        Run(large);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(small);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(8 * small.Length, subdivision.Count);

        void Run(VoxelIndex[] voxels)
        {
            map.Build(voxels);
            subdivision.Build(voxels, map.Rows.Span);
        }
    }

    [Fact]
    public void EveryVoxelNeedsItsNeighbours()
    {
        var subdivision = new VoxelSubdivision();
        Assert.Throws<ArgumentException>(() => subdivision.Build([new(0, 0, 0)], new int[26]));
        subdivision.Build([], []);
        Assert.Equal(0, subdivision.Count);
    }

    private static VoxelIndex[] Voxels(Random random, int resolution, double density)
    {
        VoxelIndex[] voxels =
        [
            .. Enumerable.Range(0, resolution * resolution * resolution).Where(_ => random.NextDouble() < density)
                .Select(i => new VoxelIndex(i / (resolution * resolution), i / resolution % resolution, i % resolution)),
        ];
        random.Shuffle(voxels);
        return voxels;
    }
}

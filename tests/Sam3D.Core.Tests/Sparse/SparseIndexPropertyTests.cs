using Sam3D.Sparse;

namespace Sam3D.Core.Tests.Sparse;

/// <summary>
/// Properties of all index work, on seeded random lists of voxels: crowded and scattered, flat and thin, near the origin and far away. One instance of each map
/// serves all lists, as in use; what it gives must not depend on the lists before.
/// </summary>
public sealed class SparseIndexPropertyTests
{
    private const int Lists = 300;

    private static readonly int[] Extents = [1, 2, 3, 7, 20, 1 << 20];

    [Fact]
    public void Neighbours_are_those_of_the_definition()
    {
        var map = new NeighborMap();
        ForAll(voxels =>
        {
            map.Build(voxels);
            Assert.Equal(NeighborMap.Reference(voxels), map.Rows.ToArray());
        });
    }

    [Fact]
    public void Windows_share_a_key_and_keep_the_rows_order()
    {
        var partition = new WindowPartition();
        ForAll((voxels, random) =>
        {
            int size = random.Next(1, 12), shift = random.Next(0, size);
            partition.Build(voxels, size, shift);
            (int, int, int) Key(int row) => ((voxels[row].X + shift) / size, (voxels[row].Y + shift) / size, (voxels[row].Z + shift) / size);
            int[] order = partition.Order.ToArray(), starts = partition.WindowStarts.ToArray();
            Assert.Equal(Enumerable.Range(0, voxels.Length).OrderBy(Key), order); // OrderBy is stable
            Assert.Equal(Enumerable.Range(0, voxels.Length).Select(Key).Distinct().Count(), partition.WindowCount);
            for (int window = 0; window < partition.WindowCount; window++)
            {
                int[] rows = order[starts[window]..starts[window + 1]];
                Assert.NotEmpty(rows);
                Assert.Single(rows.Select(Key).Distinct());
            }

            for (int row = 0; row < voxels.Length; row++)
            {
                Assert.Equal(row, order[partition.Inverse.Span[row]]);
            }
        });
    }

    [Fact]
    public void Groups_hold_every_window_once_and_lead_back()
    {
        WindowGroups[] instances = [new(1), new(3), new(16)];
        var partition = new WindowPartition();
        ForAll((voxels, random) =>
        {
            int size = random.Next(1, 12), shift = random.Next(0, size);
            WindowGroups windows = instances[random.Next(instances.Length)];
            windows.Build(voxels, size, shift);
            partition.Build(voxels, size, shift);
            int[] order = partition.Order.ToArray(), starts = partition.WindowStarts.ToArray();
            var found = new List<int[]>();
            var all = new List<int>();
            int spare = 0;
            foreach (WindowGroup group in windows.Groups)
            {
                int[] rows = group.Rows.ToArray(), lengths = group.Lengths.ToArray();
                Assert.Equal(group.WindowCount * group.LongestWindow, rows.Length);
                Assert.Equal(voxels.Length == 0 ? 0 : group.LongestWindow, lengths.DefaultIfEmpty().Max());
                int[][] each = [.. lengths.Select((length, w) => rows[(w * group.LongestWindow)..((w * group.LongestWindow) + length)])];
                for (int w = 0; w < each.Length; w++)
                {
                    Assert.All(rows[((w * group.LongestWindow) + lengths[w])..((w + 1) * group.LongestWindow)], row => Assert.Equal(each[w][0], row));
                }

                bool isSpare = all.Count > 0 && !windows.Places.ToArray().Any(p => p >= all.Count && p < all.Count + rows.Length);
                Assert.True(!isSpare || (rows.Length, rows[0]) == (1, order[0]));
                spare += isSpare ? 1 : 0;
                found.AddRange(isSpare ? [] : each);
                all.AddRange(rows);
            }

            IEnumerable<int[]> expected = Enumerable.Range(0, partition.WindowCount).Select(w => order[starts[w]..starts[w + 1]]);
            Assert.Equal(expected.OrderBy(w => -w.Length), found); // stable
            Assert.Equal(all.Count, windows.RowCount);
            Assert.Equal(Enumerable.Range(0, voxels.Length), windows.Places.ToArray().Select(p => all[p]));
        });
    }

    [Fact]
    public void Merged_voxels_know_their_children_and_these_their_parent()
    {
        var map = new DownsampleMap();
        ForAll((voxels, random) =>
        {
            int factor = random.Next(2, 5), slots = factor * factor * factor;
            map.Build(voxels, factor);
            VoxelIndex Parent(VoxelIndex v) => new(v.X / factor, v.Y / factor, v.Z / factor);
            VoxelIndex[] coarse = map.Coarse.ToArray();
            Assert.Equal(voxels.Select(Parent).Distinct().OrderBy(v => (v.X, v.Y, v.Z)), coarse);
            int[] children = map.Children.ToArray();
            Assert.Equal(voxels.Length, children.Count(c => c < voxels.Length));
            for (int row = 0; row < voxels.Length; row++)
            {
                VoxelIndex v = voxels[row];
                int parent = map.Parents.Span[row];
                Assert.Equal(Parent(v), coarse[parent]);
                Assert.Equal(row, children[(parent * slots) + (((v.X % factor * factor) + (v.Y % factor)) * factor) + (v.Z % factor)]);
            }

            for (int parent = 0; parent < coarse.Length; parent++)
            {
                int count = children[(parent * slots)..((parent + 1) * slots)].Count(c => c < voxels.Length);
                Assert.Equal(1f + count, map.Divisors.Span[parent]);
            }
        });
    }

    [Fact]
    public void Subdivided_voxels_have_the_neighbours_that_a_search_finds()
    {
        var map = new NeighborMap();
        var subdivision = new VoxelSubdivision();
        ForAll(voxels =>
        {
            map.Build(voxels);
            subdivision.Build(voxels, map.Rows.Span);
            VoxelIndex[] children = subdivision.Children.ToArray();
            Assert.Equal(voxels, children.Chunk(8).Select(c => new VoxelIndex(c[0].X / 2, c[0].Y / 2, c[0].Z / 2)));
            int[] expected = NeighborMap.Reference(children);
            Assert.Equal(expected, subdivision.Neighbors.ToArray());
            Assert.Equal(Enumerable.Range(0, children.Length).Select(c => c / 8), subdivision.Parents.ToArray());
        });
    }

    [Fact]
    public void Nothing_is_allocated_when_work_is_repeated()
    {
        var neighbors = new NeighborMap();
        var windows = new WindowGroups(16);
        var merged = new DownsampleMap();
        var subdivided = new VoxelSubdivision();
        VoxelIndex[][] lists = [.. Enumerable.Range(0, Lists).Select(seed => Voxels(new Random(seed)))];
        void Run()
        {
            foreach (VoxelIndex[] voxels in lists)
            {
                neighbors.Build(voxels);
                windows.Build(voxels, 8, 4);
                merged.Build(voxels);
                subdivided.Build(voxels, neighbors.Rows.Span);
            }
        }

        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void ForAll(Action<VoxelIndex[]> property) => ForAll((voxels, _) => property(voxels));

    private static void ForAll(Action<VoxelIndex[], Random> property)
    {
        for (int seed = 0; seed < Lists; seed++)
        {
            var random = new Random(seed);
            VoxelIndex[] voxels = Voxels(random);
            try
            {
                property(voxels, random);
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, {voxels.Length} voxels: {e.Message}");
            }
        }
    }

    private static VoxelIndex[] Voxels(Random random)
    {
        int Extent() => Extents[random.Next(Extents.Length)];
        (int x, int y, int z) = (Extent(), Extent(), Extent());
        int far = random.Next(4) == 0 ? 1 << 24 : 0, count = random.Next(0, 120);
        VoxelIndex[] voxels =
        [
            .. Enumerable.Range(0, count).Select(_ => new VoxelIndex(far + random.Next(x), random.Next(y), far + random.Next(z))).Distinct(),
        ];
        random.Shuffle(voxels);
        return voxels;
    }
}

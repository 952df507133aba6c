using Sam3D.Core.Tests.Voxels;
using Sam3D.Sparse;

namespace Sam3D.Core.Tests.Sparse;

public sealed class WindowGroupsTests
{
    private const int Groups = 8;

    [Theory]
    [InlineData(0.375, 1.0)]
    [InlineData(0.3, 0.5)]
    [InlineData(0.2, 8.0)]
    public void A_shell_is_hardly_filled_and_cut_into_even_parts(double radius, double halfThickness)
    {
        VoxelIndex[] shell = [.. Cells(64).Where(v => Math.Abs(Math.Sqrt(Square(v.X) + Square(v.Y) + Square(v.Z)) - (64 * radius)) <= halfThickness)];
        Check(shell, 1.0 / 16);
        static double Square(int c) => (c - 31.5) * (c - 31.5);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.06)]
    [InlineData(0.5)]
    public void Scattered_voxels_are_hardly_filled_either(double density) => Check([.. RandomVoxels.Create(1, 64, density).Indices], 1.0 / 8);

    [Fact]
    public void Windows_of_very_different_sizes_find_their_groups()
    {
        // One full window, and one voxel in every eighth cell along an axis: lengths 512 and 1.
        VoxelIndex[] voxels = [.. Cells(8), .. Cells(40).Select(v => new VoxelIndex(8 + (8 * v.X), 8 * v.Y, 8 * v.Z))];
        var windows = new WindowGroups(Groups);
        windows.Build(voxels, 8, 0);
        Assert.Equal((512, 1), (windows.Groups[0].LongestWindow, windows.Groups[0].WindowCount));
        Assert.InRange(windows.RowCount, voxels.Length, voxels.Length + Groups);
    }

    [Fact]
    public void One_window_is_one_group_and_the_others_are_spare()
    {
        var windows = new WindowGroups(3);
        windows.Build([new(1, 0, 0), new(0, 0, 0), new(0, 0, 5)], 8, 0);
        Assert.Equal([[0, 1, 2], [0], [0]], windows.Groups.Select(g => g.Rows.ToArray()));
        Assert.Equal([[3], [1], [1]], windows.Groups.Select(g => g.Lengths.ToArray()));
        Assert.Equal([0, 1, 2], windows.Places.ToArray());
    }

    [Fact]
    public void The_number_of_groups_is_bounded()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WindowGroups(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WindowGroups(WindowGroups.MaxGroups + 1));
    }

    // The yardstick is the best of all ways to cut the windows. Finding it takes the square of their number, which costs more than it saves; what the quick way may waste beyond it is a budget: every row
    // costs the decoders as much as a voxel does, a sixteenth is less than their time varies by, and voxels that are scattered, which no object has, may cost twice that.
    private static void Check(VoxelIndex[] voxels, double budget)
    {
        var windows = new WindowGroups(Groups);
        foreach (int shift in (int[])[0, 4])
        {
            windows.Build(voxels, 8, shift);
            int[] lengths = [.. voxels.GroupBy(v => ((v.X + shift) / 8, (v.Y + shift) / 8, (v.Z + shift) / 8)).Select(g => g.Count()).OrderDescending()];
            int largestGroup = Math.Max(512, (2 * voxels.Length / Groups) + 1);
            Assert.InRange(windows.RowCount, FewestRows(lengths, largestGroup), FewestRows(lengths, largestGroup) + (budget * voxels.Length));
            Assert.All(windows.Groups, g => Assert.InRange(g.Rows.Length, 1, largestGroup));
        }
    }

    /// <summary>The fewest rows over all ways to cut windows in falling order into the groups, none of which has more rows than the largest may.</summary>
    private static double FewestRows(int[] lengths, int largestGroup)
    {
        double[] best = [0, .. Enumerable.Repeat(double.PositiveInfinity, lengths.Length)]; // of the first windows, in the groups so far
        for (int group = 0; group < Groups; group++)
        {
            double[] next = [.. best];
            for (int first = 0; first < lengths.Length; first++)
            {
                for (int end = first; end < lengths.Length && (end - first + 1) * lengths[first] <= largestGroup; end++)
                {
                    next[end + 1] = Math.Min(next[end + 1], best[first] + ((end - first + 1) * lengths[first]));
                }
            }

            best = next;
        }

        return best[^1];
    }

    private static IEnumerable<VoxelIndex> Cells(int resolution) =>
        from x in Enumerable.Range(0, resolution)
        from y in Enumerable.Range(0, resolution)
        from z in Enumerable.Range(0, resolution)
        select new VoxelIndex(x, y, z);
}

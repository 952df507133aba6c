using System.Text.RegularExpressions;
using Sam3D.Voxels;

namespace Sam3D.ParityTests;

public sealed class CoordsParityTests
{
    private const string PrunedPrefix = "out.pruned_dist";

    public static TheoryData<string> Cases => [.. Fixtures.Discover("prune_sparse_structure")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Pruning_equals_the_official_one_at_every_distance(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        SparseVoxels voxels = Read(fixture, "in.coords");
        string[] outputs = [.. fixture.TensorNames.Where(t => t.StartsWith(PrunedPrefix, StringComparison.Ordinal))];
        Assert.NotEmpty(outputs);
        foreach (string output in outputs)
        {
            int distance = int.Parse(output.AsSpan(PrunedPrefix.Length));
            AssertEqual(fixture, output, VoxelPruning.RemoveInterior(voxels, distance));
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Below_the_limit_nothing_is_downsampled(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        int limit = fixture.Setting("released").GetProperty("max_coords").GetInt32();
        AssertReduces(fixture, Pruned(fixture), limit, "out.downsample_default");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void A_forced_downsampling_equals_the_official_one(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        int limit = (int)fixture["in.downsample_forced.max_coords"].Values[0];
        AssertReduces(fixture, Pruned(fixture), limit, "out.downsample_forced");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void A_downsampled_shell_equals_the_official_one(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        SparseVoxels shell = Read(fixture, "in.coords2");
        AssertReduces(fixture, shell, ShellLimit(fixture), "out.downsample2");
    }

    /// <summary>The limit of the second call stands in the prose of the case alone: "a shell, max_coords 600".</summary>
    private static int ShellLimit(FixtureCase fixture)
    {
        string prose = fixture.Json.GetProperty("tensor_meanings").GetRawText();
        Match limit = Regex.Match(prose, @"shell, max_coords (\d+)");
        Assert.True(limit.Success, $"{fixture.Name}: no 'max_coords' of the shell in tensor_meanings.");
        return int.Parse(limit.Groups[1].ValueSpan);
    }

    private static SparseVoxels Pruned(FixtureCase fixture)
    {
        int distance = fixture.Setting("released").GetProperty("max_neighbor_axes_dist").GetInt32();
        return VoxelPruning.RemoveInterior(Read(fixture, "in.coords"), distance);
    }

    private static void AssertReduces(FixtureCase fixture, SparseVoxels voxels, int limit, string output)
    {
        (SparseVoxels reduced, int factor) = VoxelDownsampling.Reduce(voxels, limit);
        Assert.Equal((int)fixture[output + ".factor"].Values[0], factor);
        AssertEqual(fixture, output + ".coords", reduced);
    }

    private static void AssertEqual(FixtureCase fixture, string tensor, SparseVoxels actual)
    {
        VoxelIndex[] expected = Read(fixture, tensor).Indices.ToArray();
        TestContext.Current.TestOutputHelper!.WriteLine($"{fixture.Name} {tensor}: {actual.Count} voxels, {expected.Length} expected");
        Assert.Equal(expected, actual.Indices.ToArray());
    }

    /// <summary>Rows are (batch, x, y, z). The grid's resolution does not matter to these functions: the smallest that holds the rows is taken.</summary>
    private static SparseVoxels Read(FixtureCase fixture, string tensor)
    {
        Tensor rows = fixture[tensor];
        Assert.Equal(4, rows.Shape[1]);
        var voxels = new VoxelIndex[rows.Shape[0]];
        for (int i = 0; i < voxels.Length; i++)
        {
            ReadOnlySpan<float> row = rows.Values.AsSpan(4 * i, 4);
            Assert.Equal(0f, row[0]);
            voxels[i] = new VoxelIndex((int)row[1], (int)row[2], (int)row[3]);
        }

        return new SparseVoxels(1 + (int)rows.Values.Max(), voxels);
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using Sam3D.Conversion;
using Sam3D.Meshing;
using Sam3D.Networks;
using Sam3D.Sparse;

namespace Sam3D.ParityTests;

/// <summary>Parity of the mesh decoder: index work, features, and the mesh that comes out of our own features.</summary>
public sealed class MeshDecoderParityTests
{
    public static TheoryData<string> Cases => [.. Fixtures.Discover("SLatMeshDecoder")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Subdivided_coordinates_are_the_official_ones(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        (VoxelSubdivision first, VoxelSubdivision second) = Subdivide(SlatConfigs.Voxels(fixture["in.coords"]));
        Assert.Equal(SlatConfigs.Voxels(fixture["mid.coords_x2"]), first.Children.ToArray());
        Assert.Equal(SlatConfigs.Voxels(fixture["mid.coords_x4"]), second.Children.ToArray());
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Features_and_their_mesh_equal_the_official_ones(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        VoxelIndex[] voxels = SlatConfigs.Voxels(fixture["in.coords"]);
        (VoxelSubdivision first, VoxelSubdivision second) = Subdivide(voxels);
        float[] features = Decode(fixture, weights, voxels, first, second, form: null);
        Parity.Check(fixture, "mid.out_layer.feats", features);

        // The case tells the smallest signed distance: where errors are far below, no sign can differ and crossings hardly move.
        float[] expected = fixture["mid.out_layer.feats"].Values;
        double error = Enumerable.Range(0, features.Length).Where(i => i % FlexiCubesExtraction.FeatureCount < 8)
            .Max(i => Math.Abs((double)expected[i] - features[i]));
        double least = fixture.Json.GetProperty("min_abs_sdf").GetDouble();
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: signed distances are off by {error:E2}, the smallest is {least:E2}");
        if (error < 0.01 * least)
        {
            var cubes = new SparseVoxels(4 * fixture.Int("resolution"), second.Children.ToArray());
            FlexiCubesSurface surface = FlexiCubes.Extract(FlexiCubesExtraction.ToGrid(cubes, features));
            Parity.Check(fixture, "out.vertices", MemoryMarshal.Cast<Vector3, float>(surface.Positions));
            Parity.Check(fixture, "out.vertex_attrs", surface.Attributes);
        }
    }

    /// <summary>The features of a case's finest voxels.</summary>
    internal static float[] Decode(FixtureCase fixture, WeightSet weights, GraphForm form)
    {
        VoxelIndex[] voxels = SlatConfigs.Voxels(fixture["in.coords"]);
        (VoxelSubdivision first, VoxelSubdivision second) = Subdivide(voxels);
        return Decode(fixture, weights, voxels, first, second, form);
    }

    private static float[] Decode(
        FixtureCase fixture, WeightSet weights, VoxelIndex[] voxels, VoxelSubdivision first, VoxelSubdivision second, GraphForm? form)
    {
        var config = new MeshDecoderConfig { Transformer = SlatConfigs.Transformer(fixture) };
        using NetworkRun run = NetworkRun.Record(weights, b => RefinementGraphs.RecordMesh(b, config), form);
        return run.Run(
        [
            ("latents", fixture["in.feats"]),
            .. SlatGaussianRun.Windows(voxels, config.Transformer.WindowSize),
            ("neighbors", SlatFlowRun.Index(Near(voxels).Rows.Span, voxels.Length, NeighborMap.Offsets)),
            .. Inputs("first", first),
            .. Inputs("second", second),
        ])["features"];
    }

    private static (string Name, Tensor Value)[] Inputs(string name, VoxelSubdivision subdivision) =>
    [
        ($"{name}.neighbors", SlatFlowRun.Index(subdivision.Neighbors.Span, subdivision.Count, NeighborMap.Offsets)),
        ($"{name}.parents", SlatFlowRun.Index(subdivision.Parents.Span, subdivision.Count)),
    ];

    private static NeighborMap Near(VoxelIndex[] voxels)
    {
        var neighbors = new NeighborMap();
        neighbors.Build(voxels);
        return neighbors;
    }

    private static (VoxelSubdivision First, VoxelSubdivision Second) Subdivide(VoxelIndex[] voxels)
    {
        var first = new VoxelSubdivision();
        first.Build(voxels, Near(voxels).Rows.Span);
        var second = new VoxelSubdivision();
        second.Build(first.Children.Span, first.Neighbors.Span);
        return (first, second);
    }
}

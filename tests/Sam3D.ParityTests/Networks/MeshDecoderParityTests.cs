using System.Numerics;
using System.Runtime.InteropServices;
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
        float[] features = Decode(fixture, weights, voxels, first, second);
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

    private static float[] Decode(FixtureCase fixture, WeightSet weights, VoxelIndex[] voxels, VoxelSubdivision first, VoxelSubdivision second)
    {
        var config = new MeshDecoderConfig { Transformer = SlatConfigs.Transformer(fixture) };
        int latents = config.Transformer.LatentChannels, window = config.Transformer.WindowSize;
        using NetworkRun run = NetworkRun.Record(weights, b => b.Output(
            "features",
            MeshDecoder.Apply(
                new ParameterScope<NetworkTensor>(b.Ops),
                config,
                b.Input("latents", -2, latents),
                new SparseWindows<NetworkTensor>(
                    b.IndexInput("coordinates", -2, 3),
                    b.IndexInput("windows", -3, -4),
                    b.IndexInput("places", -2),
                    b.IndexInput("shifted_windows", -5, -6),
                    b.IndexInput("shifted_places", -2)),
                Declare(b, "first", -7),
                Declare(b, "second", -8)),
            -8, config.OutChannels));

        var windows = new WindowPartition();
        var shifted = new WindowPartition();
        windows.Build(voxels, window, 0);
        shifted.Build(voxels, window, window / 2);
        return run.Run(
        [
            ("latents", fixture["in.feats"]),
            ("coordinates", SlatFlowRun.Index(MemoryMarshal.Cast<VoxelIndex, int>(voxels), voxels.Length, 3)),
            ("windows", SlatFlowRun.Index(windows.Padded.Span, windows.WindowCount, windows.LongestWindow)),
            ("places", SlatFlowRun.Index(windows.Places.Span, voxels.Length)),
            ("shifted_windows", SlatFlowRun.Index(shifted.Padded.Span, shifted.WindowCount, shifted.LongestWindow)),
            ("shifted_places", SlatFlowRun.Index(shifted.Places.Span, voxels.Length)),
            .. Inputs("first", first),
            .. Inputs("second", second),
        ])["features"];
    }

    private static SparseSubdivision<NetworkTensor> Declare(NetworkBuilder b, string name, long children) => new(
        b.IndexInput($"{name}_neighbors", children, NeighborMap.Offsets),
        b.IndexInput($"{name}_parent_neighbors", children, NeighborMap.Offsets),
        b.IndexInput($"{name}_parents", children));

    private static (string Name, Tensor Value)[] Inputs(string name, VoxelSubdivision subdivision) =>
    [
        ($"{name}_neighbors", SlatFlowRun.Index(subdivision.Neighbors.Span, subdivision.Count, NeighborMap.Offsets)),
        ($"{name}_parent_neighbors", SlatFlowRun.Index(subdivision.ParentNeighbors.Span, subdivision.Count, NeighborMap.Offsets)),
        ($"{name}_parents", SlatFlowRun.Index(subdivision.Parents.Span, subdivision.Count)),
    ];

    private static (VoxelSubdivision First, VoxelSubdivision Second) Subdivide(VoxelIndex[] voxels)
    {
        var neighbors = new NeighborMap();
        neighbors.Build(voxels);
        var first = new VoxelSubdivision();
        first.Build(voxels, neighbors.Rows.Span);
        var second = new VoxelSubdivision();
        second.Build(first.Children.Span, first.Neighbors.Span);
        return (first, second);
    }
}

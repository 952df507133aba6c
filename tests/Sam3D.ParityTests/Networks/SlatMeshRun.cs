using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sparse;

namespace Sam3D.ParityTests;

/// <summary>A mesh decoder on ONNX Runtime, with the index work of its voxels.</summary>
internal static class SlatMeshRun
{
    public static (SparseVoxels Cubes, float[] Features) Decode(ICheckpoint weights, MeshDecoderConfig config, VoxelIndex[] voxels, float[] latents)
    {
        int channels = config.Transformer.LatentChannels;
        using GraphRun run = GraphRun.Record(weights, b => b.Output(
            "features",
            MeshDecoder.Apply(
                new ParameterScope<GraphValue>(b),
                config,
                b.Input("latents", -2, channels),
                SlatGaussianRun.DeclareWindows(b),
                Declare(b, "first", -7),
                Declare(b, "second", -8)),
            -8, config.OutChannels));
        var neighbors = new NeighborMap();
        neighbors.Build(voxels);
        var first = new VoxelSubdivision();
        first.Build(voxels, neighbors.Rows.Span);
        var second = new VoxelSubdivision();
        second.Build(first.Children.Span, first.Neighbors.Span);
        float[] features = run.Run(
        [
            ("latents", new Tensor([voxels.Length, channels], latents)),
            .. SlatGaussianRun.Windows(voxels, config.Transformer.WindowSize),
            .. Inputs("first", first),
            .. Inputs("second", second),
        ])["features"];
        return (new SparseVoxels(4 * config.Transformer.Resolution, second.Children.ToArray()), features);
    }

    private static SparseSubdivision<GraphValue> Declare(OnnxGraphBuilder b, string name, long children) => new(
        b.IndexInput($"{name}_neighbors", children, NeighborMap.Offsets),
        b.IndexInput($"{name}_parent_neighbors", children, NeighborMap.Offsets),
        b.IndexInput($"{name}_parents", children));

    private static (string Name, Tensor Value)[] Inputs(string name, VoxelSubdivision subdivision) =>
    [
        ($"{name}_neighbors", SlatFlowRun.Index(subdivision.Neighbors.Span, subdivision.Count, NeighborMap.Offsets)),
        ($"{name}_parent_neighbors", SlatFlowRun.Index(subdivision.ParentNeighbors.Span, subdivision.Count, NeighborMap.Offsets)),
        ($"{name}_parents", SlatFlowRun.Index(subdivision.Parents.Span, subdivision.Count)),
    ];
}

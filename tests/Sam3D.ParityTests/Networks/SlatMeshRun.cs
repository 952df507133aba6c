using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sparse;

namespace Sam3D.ParityTests;

/// <summary>A mesh decoder, with the index work of its voxels.</summary>
internal static class SlatMeshRun
{
    public static (SparseVoxels Cubes, float[] Features) Decode(ICheckpoint weights, MeshDecoderConfig config, VoxelIndex[] voxels, float[] latents)
    {
        int channels = config.Transformer.LatentChannels;
        using NetworkRun run = NetworkRun.Record(weights, b => RefinementGraphs.RecordMesh(b, config));
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
            ("neighbors", SlatFlowRun.Index(neighbors.Rows.Span, neighbors.Count, NeighborMap.Offsets)),
            .. Inputs("first", first),
            .. Inputs("second", second),
        ])["features"];
        return (new SparseVoxels(4 * config.Transformer.Resolution, second.Children.ToArray()), features);
    }

    private static (string Name, Tensor Value)[] Inputs(string name, VoxelSubdivision subdivision) =>
    [
        ($"{name}.neighbors", SlatFlowRun.Index(subdivision.Neighbors.Span, subdivision.Count, NeighborMap.Offsets)),
        ($"{name}.parents", SlatFlowRun.Index(subdivision.Parents.Span, subdivision.Count)),
    ];
}

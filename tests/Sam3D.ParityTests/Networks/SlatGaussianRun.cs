using System.Runtime.InteropServices;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sparse;

namespace Sam3D.ParityTests;

/// <summary>A Gaussian decoder, with the index work of its voxels.</summary>
internal static class SlatGaussianRun
{
    /// <summary>Decodes latents [N, channels] to the raw fields by official name.</summary>
    public static IReadOnlyDictionary<string, float[]> Decode(
        ICheckpoint weights, GaussianDecoderConfig config, VoxelIndex[] voxels, float[] latents)
    {
        using NetworkRun run = NetworkRun.Record(weights, b =>
        {
            NetworkTensor x = b.Input("latents", -2, config.Transformer.LatentChannels);
            GaussianFields<NetworkTensor> fields = GaussianDecoder.Apply(new ParameterScope<NetworkTensor>(b.Ops), config, x, DeclareWindows(b));
            b.Output("_xyz", fields.Positions, -7, 3);
            b.Output("_features_dc", fields.Colors, -7, 3);
            b.Output("_scaling", fields.Scales, -7, 3);
            b.Output("_rotation", fields.Rotations, -7, 4);
            b.Output("_opacity", fields.Opacities, -7, 1);
        });
        return run.Run([("latents", new Tensor([voxels.Length, config.Transformer.LatentChannels], latents)), .. Windows(voxels, config.Transformer.WindowSize)]);
    }

    public static SparseWindows<NetworkTensor> DeclareWindows(NetworkBuilder b) => new(
        b.IndexInput("coordinates", -2, 3),
        b.IndexInput("windows", -3, -4),
        b.IndexInput("places", -2),
        b.IndexInput("shifted_windows", -5, -6),
        b.IndexInput("shifted_places", -2));

    public static (string Name, Tensor Value)[] Windows(VoxelIndex[] voxels, int size)
    {
        var still = new WindowPartition();
        still.Build(voxels, size, 0);
        var shifted = new WindowPartition();
        shifted.Build(voxels, size, size / 2);
        return
        [
            ("coordinates", SlatFlowRun.Index(MemoryMarshal.Cast<VoxelIndex, int>(voxels), voxels.Length, 3)),
            ("windows", SlatFlowRun.Index(still.Padded.Span, still.WindowCount, still.LongestWindow)),
            ("places", SlatFlowRun.Index(still.Places.Span, voxels.Length)),
            ("shifted_windows", SlatFlowRun.Index(shifted.Padded.Span, shifted.WindowCount, shifted.LongestWindow)),
            ("shifted_places", SlatFlowRun.Index(shifted.Places.Span, voxels.Length)),
        ];
    }
}

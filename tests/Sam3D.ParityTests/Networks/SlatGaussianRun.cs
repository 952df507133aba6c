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
        ICheckpoint weights, GaussianDecoderConfig config, VoxelIndex[] voxels, float[] latents, GraphForm? form = null)
    {
        using NetworkRun run = NetworkRun.Record(weights, b => RefinementGraphs.RecordGaussians(b, config), form);
        IReadOnlyDictionary<string, float[]> fields = run.Run(
            [("latents", new Tensor([voxels.Length, config.Transformer.LatentChannels], latents)), .. Windows(voxels, config.Transformer.WindowSize)]);
        return new Dictionary<string, float[]>
        {
            ["_xyz"] = fields["positions"],
            ["_features_dc"] = fields["colors"],
            ["_scaling"] = fields["scales"],
            ["_rotation"] = fields["rotations"],
            ["_opacity"] = fields["opacities"],
        };
    }

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

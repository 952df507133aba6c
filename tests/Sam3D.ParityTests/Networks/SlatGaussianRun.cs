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

    public static (string Name, Tensor Value)[] Windows(VoxelIndex[] voxels, int size) =>
    [
        ("coordinates", SlatFlowRun.Index(MemoryMarshal.Cast<VoxelIndex, int>(voxels), voxels.Length, 3)),
        .. Groups(voxels, "", size, 0),
        .. Groups(voxels, "shifted_", size, size / 2),
    ];

    private static IEnumerable<(string Name, Tensor Value)> Groups(VoxelIndex[] voxels, string prefix, int size, int shift)
    {
        var windows = new WindowGroups(RefinementGraphs.WindowGroups);
        windows.Build(voxels, size, shift);
        for (int i = 0; i < windows.Groups.Count; i++)
        {
            WindowGroup group = windows.Groups[i];
            yield return ($"{prefix}windows.{i}", SlatFlowRun.Index(group.Rows.Span, group.WindowCount, group.LongestWindow));
            yield return ($"{prefix}lengths.{i}", SlatFlowRun.Index(group.Lengths.Span, group.WindowCount));
        }

        yield return (prefix + "places", SlatFlowRun.Index(windows.Places.Span, voxels.Length));
    }
}

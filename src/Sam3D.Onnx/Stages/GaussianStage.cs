using Sam3D.Bundles;
using Sam3D.Gaussians;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>Latents of voxels to Gaussians (official <c>decode_slat</c> with <c>gaussian</c>).</summary>
internal sealed class GaussianStage(StageSessions sessions, RefinementSpec spec)
{
    /// <summary>Steps of this stage: loading, and the network.</summary>
    public const int Steps = 2;

    /// <summary>Decodes latents.</summary>
    /// <param name="decoder">Which decoder.</param>
    /// <param name="voxels">Index work of the N voxels.</param>
    /// <param name="latents">[N, channels], de-normalised.</param>
    /// <param name="onStep">Called after each step with the number of finished ones.</param>
    /// <param name="cancellationToken">Honoured while loading and within the call.</param>
    public GaussianCloud Decode(
        GaussianDecoderSpec decoder, VoxelIndexWork voxels, float[] latents, Action<int> onStep, CancellationToken cancellationToken)
    {
        int voxelCount = latents.Length / spec.Channels, count = checked(voxelCount * decoder.PerVoxel);
        float[] positions = new float[checked(3 * count)], colors = new float[3 * count], scales = new float[3 * count];
        float[] rotations = new float[checked(4 * count)], opacities = new float[count];
        using (StageLease lease = sessions.Rent(decoder.Stage, cancellationToken))
        {
            onStep(1);
            lease.Session.Run(
                [new NamedTensor("latents", latents, voxelCount, spec.Channels), .. voxels.Windows(decoder.WindowSize, decoder.WindowGroups)],
                [
                    new NamedTensor("positions", positions, count, 3),
                    new NamedTensor("colors", colors, count, 3),
                    new NamedTensor("scales", scales, count, 3),
                    new NamedTensor("rotations", rotations, count, 4),
                    new NamedTensor("opacities", opacities, count, 1),
                ],
                cancellationToken);
        }

        onStep(Steps);
        var activations = new GaussianActivations
        {
            ScaleBias = decoder.ScaleBias,
            OpacityBias = decoder.OpacityBias,
            MinimumScale = decoder.MinimumScale,
            ScaleActivation = decoder.ScaleActivation,
        };
        return new GaussianCloud(activations, positions, colors, scales, rotations, opacities);
    }
}

using Sam3D.Bundles;
using Sam3D.Meshing;
using Sam3D.Sessions;
using Sam3D.Voxels;

namespace Sam3D.Stages;

/// <summary>Latents of voxels to a coloured mesh: the features of cubes, then FlexiCubes (official <c>decode_slat</c> with <c>mesh</c>).</summary>
internal sealed class MeshStage(StageSessions sessions, RefinementSpec spec)
{
    /// <summary>Steps of this stage: loading, the network, and the surface.</summary>
    public const int Steps = 3;

    /// <summary>Decodes latents.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="shell">The N voxels.</param>
    /// <param name="voxels">Their index work.</param>
    /// <param name="latents">[N, channels], de-normalised.</param>
    /// <param name="onStep">Called after each step with the number of finished ones.</param>
    /// <param name="cancellationToken">Honoured while loading, within the network call, and before the surface.</param>
    /// <exception cref="ReconstructionException">No surface came out.</exception>
    public TriangleMesh Decode(
        MeshDecoderSpec decoder, SparseVoxels shell, VoxelIndexWork voxels, float[] latents, Action<int> onStep, CancellationToken cancellationToken)
    {
        (SparseVoxels cubes, float[] features) = Features(decoder, voxels, latents, onStep, cancellationToken);
        onStep(2);
        cancellationToken.ThrowIfCancellationRequested();
        TriangleMesh mesh = decoder.Solid ? FlexiCubesExtraction.Extract(cubes, features, VoxelEnclosure.Of(shell)) : FlexiCubesExtraction.Extract(cubes, features);
        if (mesh.TriangleCount == 0)
        {
            throw new ReconstructionException(
                $"The mesh decoder finds no surface in the {cubes.Count} cubes of the object: try another seed, or a mask that covers the whole object.");
        }

        onStep(Steps);
        return mesh;
    }

    /// <summary>The features of all cubes, [64·N, features].</summary>
    private (SparseVoxels Cubes, float[] Features) Features(
        MeshDecoderSpec decoder, VoxelIndexWork voxels, float[] latents, Action<int> onStep, CancellationToken cancellationToken)
    {
        int count = latents.Length / spec.Channels;
        (IReadOnlyList<NamedTensor> subdivisions, SparseVoxels cubes) = voxels.Subdivide(decoder.Resolution);
        float[] features = new float[checked(cubes.Count * decoder.Channels)];
        using StageLease lease = sessions.Rent(decoder.Stage, cancellationToken);
        onStep(1);
        lease.Session.Run(
            [new NamedTensor("latents", latents, count, spec.Channels), .. voxels.Windows(decoder.WindowSize, decoder.WindowGroups), .. subdivisions],
            [new NamedTensor("features", features, cubes.Count, decoder.Channels)],
            cancellationToken);
        return (cubes, features);
    }
}

using Sam3D.Bundles;
using Sam3D.Meshing;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>Latents of voxels to a coloured mesh: the features of cubes, then FlexiCubes (official <c>decode_slat</c> with <c>mesh</c>).</summary>
internal sealed class MeshStage(StageSessions sessions, RefinementSpec spec)
{
    /// <summary>Steps of this stage: loading, the network, and the surface.</summary>
    public const int Steps = 3;

    /// <summary>Decodes latents.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="voxels">Index work of the N voxels.</param>
    /// <param name="inside">Voxels that are inside of the solid and were not decoded; <see langword="null"/> leaves what is beyond the decoded ones outside.</param>
    /// <param name="latents">[N, channels], de-normalised.</param>
    /// <param name="onStep">Called after each step with the number of finished ones.</param>
    /// <param name="cancellationToken">Honoured while loading, within the network call, and before the surface.</param>
    /// <exception cref="ReconstructionException">No surface came out.</exception>
    public TriangleMesh Decode(
        MeshDecoderSpec decoder, VoxelIndexWork voxels, SparseVoxels? inside, float[] latents, Action<int> onStep, CancellationToken cancellationToken)
    {
        (SparseVoxels cubes, float[] features) = Features(decoder, voxels, latents, onStep, cancellationToken);
        onStep(2);
        cancellationToken.ThrowIfCancellationRequested();
        TriangleMesh mesh = inside is null ? FlexiCubesExtraction.Extract(cubes, features) : FlexiCubesExtraction.Extract(cubes, features, inside);
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

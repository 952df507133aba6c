using System.Numerics.Tensors;
using Sam3D.Bundles;
using Sam3D.Sessions;
using Sam3D.Voxels;

namespace Sam3D.Stages;

/// <summary>Stage 4: shape latent to occupancy logits and voxels.</summary>
internal sealed class StructureStage(StageSessions sessions)
{
    private readonly StructureSpec _spec = sessions.Bundle.Manifest.Structure;
    private readonly LatentSpec _shape = sessions.Bundle.Manifest.Latents.First(l => l.Name == OnnxGeometryModel.ShapeLatent);

    /// <summary>Decodes a shape latent.</summary>
    /// <param name="latent">[tokens, channels].</param>
    /// <param name="cancellationToken">Honoured within the call.</param>
    /// <returns>The shape; <see langword="null"/> where no voxel is occupied.</returns>
    public DecodedShape? TryDecode(float[] latent, CancellationToken cancellationToken)
    {
        int r = _spec.Resolution;
        float[] logits = new float[r * r * r];
        using (StageLease lease = sessions.Rent(BundleManifest.StructureDecoderStage, cancellationToken))
        {
            lease.Session.Run(
                [new NamedTensor("latent", latent, 1, _shape.Tokens, _shape.Channels)],
                [new NamedTensor("logits", logits, 1, 1, r, r, r)],
                cancellationToken);
        }

        TensorPrimitives.Subtract(logits, _spec.Threshold, logits);
        var grid = new OccupancyGrid(r, logits);
        SparseVoxels voxels = VoxelExtraction.FromLogits(grid, threshold: 0);
        if (voxels.Count == 0)
        {
            return null;
        }

        voxels = VoxelPruning.RemoveInterior(voxels, _spec.PruneDistance);
        (SparseVoxels reduced, int factor) = VoxelDownsampling.Reduce(voxels, _spec.MaxVoxels);
        return new DecodedShape(grid, reduced, factor);
    }

    /// <summary>Throws when no candidate has a voxel.</summary>
    public static void ThrowIfNone(IReadOnlyCollection<DecodedShape> shapes)
    {
        if (shapes.Count == 0)
        {
            throw new ReconstructionException(
                "No voxel is occupied: the model found no object; check that the mask covers the object, or try another seed.");
        }
    }
}

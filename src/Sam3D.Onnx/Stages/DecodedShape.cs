namespace Sam3D.Stages;

/// <summary>A decoded candidate of the shape.</summary>
/// <param name="Grid">The logits less the threshold.</param>
/// <param name="Voxels">The occupied voxels after pruning and halving, at least one.</param>
/// <param name="Factor">The factor by which they were reduced.</param>
internal sealed record DecodedShape(OccupancyGrid Grid, SparseVoxels Voxels, int Factor)
{
    /// <summary>Its number, from 0.</summary>
    public int Candidate { get; init; }
}

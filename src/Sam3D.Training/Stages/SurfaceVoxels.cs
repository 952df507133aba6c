using Sam3D.Voxels;

namespace Sam3D.Training;

/// <summary>The voxels that the refinement stage gets.</summary>
internal static class SurfaceVoxels
{
    /// <summary>Pruning distance of the compact pipeline (<c>downsample_ss_dist</c>).</summary>
    public const int Distance = 1;

    /// <summary>Leaves out voxels that no surface passes, as the pipeline does.</summary>
    public static SparseVoxels Of(SparseVoxels voxels) => VoxelPruning.RemoveInterior(voxels, Distance);
}

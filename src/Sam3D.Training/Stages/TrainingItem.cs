using Sam3D.Imaging;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training;

/// <summary>What the phases need of a training sample.</summary>
internal sealed class TrainingItem
{
    /// <summary>The photograph.</summary>
    public required RgbImage Photo { get; init; }

    /// <summary>The visible part of the object.</summary>
    public required Mask Mask { get; init; }

    /// <summary>The object in camera space.</summary>
    public required ObjectPose Pose { get; init; }

    /// <summary>Occupied voxels in object space.</summary>
    public required SparseVoxels Voxels { get; init; }

    /// <summary>Points of the surface in object space.</summary>
    public required SurfaceSamples Surface { get; init; }
}

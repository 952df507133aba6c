using Sam3D.Rendering;

namespace Sam3D.Training.Data;

/// <summary>A photograph of an object whose mesh and pose are known, from wherever: what <see cref="Storage.DatasetImporter"/> makes a training sample of.</summary>
public sealed class PosedObject
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The photograph.</summary>
    public required RgbImage Photo { get; init; }

    /// <summary>The object's pixels; of the photograph's size.</summary>
    public required Mask Mask { get; init; }

    /// <summary>The camera.</summary>
    public required CameraIntrinsics Camera { get; init; }

    /// <summary>Object to camera space; the object stands in front of the camera.</summary>
    public required ObjectPose Pose { get; init; }

    /// <summary>The mesh in object space, inside of [-0.5, 0.5]³; closed, or nearly so.</summary>
    public required TexturedMesh Mesh { get; init; }
}

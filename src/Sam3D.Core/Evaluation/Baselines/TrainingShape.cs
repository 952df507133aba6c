using System.Numerics;

namespace Sam3D.Evaluation;

/// <summary>What the baselines know of a training sample: how its mask looks, how the object was turned, and its shape.</summary>
/// <param name="crop">[21, 21] as by <see cref="MaskCrop.Of"/>.</param>
/// <param name="rotation">Object to camera space.</param>
/// <param name="loadMesh">Makes the mesh in object space, inside [-0.5, 0.5]³; the same each time.</param>
public sealed class TrainingShape(float[] crop, Quaternion rotation, Func<TriangleMesh> loadMesh)
{
    /// <summary>[21, 21] covered part of each pixel.</summary>
    public IReadOnlyList<float> Crop => crop;

    /// <summary>Object to camera space.</summary>
    public Quaternion Rotation { get; } = rotation;

    /// <summary>The crop for loops.</summary>
    internal float[] CropValues => crop;

    /// <summary>Makes the mesh in object space.</summary>
    public TriangleMesh LoadMesh() => loadMesh();

    /// <summary>The shape of a case, for a training set of meshes that are drawn for it.</summary>
    /// <param name="item">The case; loaded again when its mesh is wanted.</param>
    /// <exception cref="EvaluationException">The case has no mask or no pose.</exception>
    public static TrainingShape Of(EvaluationItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        EvaluationCase loaded = item.Load();
        return loaded is { Mask: { } mask, Pose: { } pose }
            ? new TrainingShape(MaskCrop.Of(mask), pose.Rotation, () => item.Load().Truth)
            : throw new EvaluationException($"The training case '{item.Name}' has no mask or no pose: give cases that are drawn from meshes.");
    }
}

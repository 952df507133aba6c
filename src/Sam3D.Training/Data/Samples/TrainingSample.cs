using Sam3D.Training.Data.Objects;

namespace Sam3D.Training.Data.Samples;

/// <summary>One training sample: a picture of an object, and all that a model may learn to tell of it.</summary>
public sealed class TrainingSample
{
    /// <summary>The sample's number in its dataset.</summary>
    public required long Id { get; init; }

    /// <summary>What the object is: a family of procedural objects, or the name of a user's mesh.</summary>
    public required string Family { get; init; }

    /// <summary>The object's symmetry about the vertical axis; its canonical front is chosen accordingly.</summary>
    public ObjectSymmetry Symmetry { get; init; }

    /// <summary>The picture, sRGB.</summary>
    public required RgbImage Image { get; init; }

    /// <summary>The visible pixels of the object, without what stands before it.</summary>
    public required Mask Mask { get; init; }

    /// <summary>
    /// The points that the pixels' centres show, camera space (x left, y up, z forward), half-float precision; NaN where the background has no shape.
    /// </summary>
    public required PointMap PointMap { get; init; }

    /// <summary>The camera.</summary>
    public required CameraIntrinsics Camera { get; init; }

    /// <summary>Canonical frame to camera space. The unit of length is the depth of the object's centre: the translation's z is 1.</summary>
    public required ObjectPose Pose { get; init; }

    /// <summary>The object's voxels in its canonical frame.</summary>
    public required SampleVoxels Voxels { get; init; }

    /// <summary>Points of the surface, where the recipe asks for them.</summary>
    public SurfaceSamples? Surface { get; init; }
}

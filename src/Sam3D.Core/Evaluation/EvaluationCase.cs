namespace Sam3D.Evaluation;

/// <summary>One object to be reconstructed, with what is known of it.</summary>
public sealed class EvaluationCase
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The true mesh in its object space (z up); any size.</summary>
    public required TriangleMesh Truth { get; init; }

    /// <summary>The picture, or <see langword="null"/> where predictions are given.</summary>
    public RgbImage? Image { get; init; }

    /// <summary>The object's pixels; goes with the picture.</summary>
    public Mask? Mask { get; init; }

    /// <summary>Where the true mesh stands before the camera, or <see langword="null"/> where that is not known: then there is no layout score.</summary>
    public ObjectPose? Pose { get; init; }

    /// <summary>The camera, or <see langword="null"/>.</summary>
    public CameraIntrinsics? Camera { get; init; }
}

/// <summary>A case that is made when it is needed, so that a set of many objects fits into memory.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Load">Makes it; the same case each time.</param>
public sealed record EvaluationItem(string Name, Func<EvaluationCase> Load);

/// <summary>What a model makes of a case.</summary>
/// <param name="mesh">The predicted mesh in its own object space (z up).</param>
/// <param name="pose">Its place before the camera, or <see langword="null"/> where the model states none.</param>
/// <param name="camera">The camera that the pose belongs to; <see langword="null"/> for that of the case.</param>
public sealed class ObjectPrediction(TriangleMesh mesh, ObjectPose? pose = null, CameraIntrinsics? camera = null)
{
    /// <summary>The predicted mesh in its own object space.</summary>
    public TriangleMesh Mesh { get; } = mesh ?? throw new ArgumentNullException(nameof(mesh));

    /// <summary>Its place before the camera, or <see langword="null"/>.</summary>
    public ObjectPose? Pose { get; } = pose;

    /// <summary>The camera that the pose belongs to, or <see langword="null"/> for that of the case.</summary>
    public CameraIntrinsics? Camera { get; } = camera;
}

/// <summary>Makes an object of a picture and a mask: a model, a baseline, or files that were made before.</summary>
/// <remarks>Called for one case after the other.</remarks>
public interface IObjectPredictor
{
    /// <summary>What reports call it.</summary>
    string Name { get; }

    /// <summary>Makes the object of a case. It may look at <see cref="EvaluationCase.Image"/>, <see cref="EvaluationCase.Mask"/> and <see cref="EvaluationCase.Camera"/> only.</summary>
    /// <param name="input">The case.</param>
    /// <param name="cancellationToken">Honoured soon.</param>
    /// <exception cref="Sam3DException">Nothing can be made of it; counts as a failure.</exception>
    ValueTask<ObjectPrediction> PredictAsync(EvaluationCase input, CancellationToken cancellationToken = default);
}

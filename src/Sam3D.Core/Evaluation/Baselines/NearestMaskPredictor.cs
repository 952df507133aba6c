namespace Sam3D.Evaluation;

/// <summary>
/// The baseline that looks up: the training sample whose cropped mask is nearest (L2 at 21 pixels), turned as that sample was, placed so that its outline's box falls onto the mask's. A model that is worse
/// has learned less than its training set holds.
/// </summary>
/// <param name="name">What reports call it.</param>
/// <param name="shapes">The training set, at least one.</param>
/// <param name="fieldOfView">Of the camera of cases that state none, in degrees.</param>
public sealed class NearestMaskPredictor(string name, IReadOnlyList<TrainingShape> shapes, float fieldOfView = 50) : IObjectPredictor
{
    private readonly IReadOnlyList<TrainingShape> _shapes =
        shapes.Count > 0 ? shapes : throw new ArgumentException("No training shapes to look up.", nameof(shapes));

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public ValueTask<ObjectPrediction> PredictAsync(EvaluationCase input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Mask is not { } mask)
        {
            throw new EvaluationException($"The case '{input.Name}' has no mask to look up: give one.");
        }

        TrainingShape nearest = _shapes[Find(MaskCrop.Of(mask))];
        TriangleMesh mesh = nearest.LoadMesh();
        CameraIntrinsics used = input.Camera ?? CameraIntrinsics.FromFieldOfView(fieldOfView, mask.Width, mask.Height);
        return ValueTask.FromResult(new ObjectPrediction(mesh, MaskFit.Place(mesh, nearest.Rotation, mask, used), used));
    }

    /// <summary>The number of the sample whose crop is nearest; of equal ones the first.</summary>
    internal int Find(float[] crop)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < _shapes.Count; i++)
        {
            double distance = MaskCrop.SquaredDistance(crop, _shapes[i].CropValues);
            (best, least) = distance < least ? (i, distance) : (best, least);
        }

        return best;
    }
}

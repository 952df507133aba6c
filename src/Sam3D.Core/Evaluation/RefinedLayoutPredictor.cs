using Sam3D.Layout;

namespace Sam3D.Evaluation;

/// <summary>Another predictor whose placements are refined by silhouettes, so that baselines and models have the same chance.</summary>
/// <param name="inner">Makes the objects.</param>
/// <param name="options"><see langword="null"/> takes the defaults.</param>
public sealed class RefinedLayoutPredictor(IObjectPredictor inner, LayoutRefinementOptions? options = null) : IObjectPredictor
{
    private readonly IObjectPredictor _inner = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public async ValueTask<ObjectPrediction> PredictAsync(EvaluationCase input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ObjectPrediction made = await _inner.PredictAsync(input, cancellationToken).ConfigureAwait(false);
        if (made.Pose is not { } pose || (made.Camera ?? input.Camera) is not { } camera || input.Mask is not { } mask)
        {
            return made;
        }

        LayoutRefinement refined = LayoutRefiner.Refine(made.Mesh, pose, camera, mask, options: options, cancellationToken: cancellationToken);
        return new ObjectPrediction(made.Mesh, refined.Pose, camera);
    }
}

namespace Sam3D.Evaluation;

/// <summary>A reconstruction pipeline as a model to be evaluated.</summary>
/// <param name="name">What reports call it.</param>
/// <param name="pipeline">The pipeline; disposed by its owner.</param>
/// <param name="options">Seed, steps, guidance; meshes are asked for whatever this says. <see langword="null"/> takes the defaults.</param>
public sealed class PipelinePredictor(string name, IReconstructionPipeline pipeline, ReconstructionOptions? options = null) : IObjectPredictor
{
    /// <inheritdoc/>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <inheritdoc/>
    public async ValueTask<ObjectPrediction> PredictAsync(EvaluationCase input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Image is null || input.Mask is null)
        {
            throw new EvaluationException($"The case '{input.Name}' has no picture with a mask to reconstruct from: give both.");
        }

        Reconstruction result = await pipeline.ReconstructAsync(
            new GeometryInput(input.Image, input.Mask) { Camera = input.Camera },
            (options ?? new ReconstructionOptions()) with { Formats = AssetFormats.Mesh },
            progress: null,
            cancellationToken).ConfigureAwait(false);
        return new ObjectPrediction(result.Mesh, result.Pose, result.Camera);
    }
}

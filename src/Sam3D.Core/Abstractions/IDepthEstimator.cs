namespace Sam3D;

/// <summary>Estimates a point map and the camera from a photograph.</summary>
/// <remarks>Implementations are safe for concurrent calls unless they say otherwise.</remarks>
public interface IDepthEstimator : IDisposable
{
    /// <summary>Estimates the point of every pixel.</summary>
    /// <param name="image">The photograph, W × H pixels.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>A point map of the photograph's size and the camera that fits it.</returns>
    ValueTask<DepthEstimate> EstimateAsync(RgbImage image, CancellationToken cancellationToken = default);
}

/// <summary>A point map with the camera that sees it.</summary>
/// <param name="pointMap">Points in camera space.</param>
/// <param name="camera">The camera that fits the points.</param>
public sealed class DepthEstimate(PointMap pointMap, CameraIntrinsics camera)
{
    /// <summary>Points in camera space (x left, y up, z forward), metres when the estimator is metric.</summary>
    public PointMap PointMap { get; } = pointMap ?? throw new ArgumentNullException(nameof(pointMap));

    /// <summary>The camera that fits the points.</summary>
    public CameraIntrinsics Camera { get; } = camera;
}

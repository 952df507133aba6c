using Sam3D.Bundles;
using Sam3D.Depth;
using Sam3D.Imaging.Sources;
using Sam3D.Placement;
using Sam3D.Sessions;

namespace Sam3D;

/// <summary>
/// The depth network of a bundle (MoGe v1, Wang et al., arXiv 2410.19115; official <c>MoGeModel.infer</c> as the official pipeline calls it): a photograph to a point map and the
/// camera that sees it.
/// </summary>
/// <remarks>
/// Safe for concurrent calls. The first call verifies and loads the network; disposing frees it. Lengths have no unit: MoGe v1 knows the shape of a scene but not its size.
/// </remarks>
public sealed class OnnxDepthEstimator : IDepthEstimator
{
    private const string PointsOutput = "points";
    private const string MaskOutput = "mask";

    private readonly DepthSpec _spec;
    private readonly DepthOptions _options;
    private readonly StageSessions _sessions;
    private readonly bool _ownsSessions;

    /// <summary>Makes the estimator; its network is verified and loaded by the first call.</summary>
    /// <param name="bundle">A bundle whose manifest has <see cref="BundleManifest.Depth"/>; stays the caller's, and must be open until this estimator is disposed.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <param name="depth">Resolution and projection; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="BundleException">The bundle has no depth network, or one of other inputs and outputs.</exception>
    /// <exception cref="DeviceException">The device that was asked for cannot be had.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public OnnxDepthEstimator(ModelBundle bundle, RuntimeOptions? options = null, DepthOptions? depth = null)
        : this(OpenSessions(bundle, options, depth), depth) => _ownsSessions = true;

    /// <summary>Makes the estimator on sessions that other models share; they stay the caller's.</summary>
    internal OnnxDepthEstimator(StageSessions sessions, DepthOptions? depth = null)
    {
        _options = depth ?? new DepthOptions();
        _spec = Check(sessions.Bundle, depth);
        _sessions = sessions;
    }

    /// <summary>The device that the network runs on.</summary>
    public DeviceInfo Device => _sessions.Device;

    /// <inheritdoc/>
    /// <exception cref="ImageException">The photograph is too long and narrow.</exception>
    /// <exception cref="PointMapException">The network finds no surface, or none that a camera could see.</exception>
    /// <exception cref="BundleException">The network is damaged.</exception>
    public async ValueTask<DepthEstimate> EstimateAsync(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var source = new PixelSource(image.PixelArray, 3, image.Height, image.Width);
        return await Task.Run(() => Estimate(source, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsSessions)
        {
            _sessions.Dispose();
        }
    }

    /// <summary>Estimates from floating-point colours.</summary>
    /// <param name="planes">[3, H, W], RGB in 0 to 1.</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    internal DepthEstimate Estimate(float[] planes, int width, int height, CancellationToken cancellationToken) =>
        Estimate(new PlanarSource(planes, 3, height, width), cancellationToken);

    private DepthEstimate Estimate(PictureSource picture, CancellationToken cancellationToken)
    {
        (int width, int height) = (picture.Width, picture.Height);

        // 1. The picture at the network's resolution
        DepthResolution resolution = DepthResolution.Of(width, height, _spec, _options);
        NamedTensor[] inputs = DepthInputs.Prepare(picture, resolution, _spec);
        cancellationToken.ThrowIfCancellationRequested();

        // 2. The network, [3, h, w] and [h, w]
        (int w, int h) = (resolution.Width, resolution.Height);
        float[] output = new float[3 * w * h], mask = new float[w * h];
        using (StageLease lease = _sessions.Rent(BundleManifest.DepthStage, cancellationToken))
        {
            lease.Session.Run(
                inputs, [new NamedTensor(PointsOutput, output, 1, 3, h, w), new NamedTensor(MaskOutput, mask, 1, 1, h, w)], cancellationToken);
        }

        // 3. Points at the photograph's size
        DepthPoints points = DepthPoints.Create(output, mask, resolution, width, height, _spec);
        cancellationToken.ThrowIfCancellationRequested();

        // 4. The camera, and where the depth begins
        FocalShift fit = FocalEstimator.Recover(points.Points, width, height, points.Mask);
        ThrowIfUnusable(points, fit, width, height);
        CameraIntrinsics camera = fit.ToIntrinsics(width, height);

        // 5. Official camera space
        Place(points, fit, camera, width);
        return new DepthEstimate(new PointMap(width, height, points.Points, isMetric: false), camera);
    }

    /// <summary>Shifts the points, leaves out those outside of the mask, and turns the rest to x left, y up, z forward; in place.</summary>
    private void Place(DepthPoints points, FocalShift fit, CameraIntrinsics camera, int width)
    {
        float[] values = points.Points;
        int height = points.Mask.Length / width;
        Parallel.For(0, height, y =>
        {
            for (int x = 0; x < width; x++)
            {
                Span<float> p = values.AsSpan(3 * ((y * width) + x), 3);
                p[2] = points.Mask[(y * width) + x] ? p[2] + fit.Shift : float.NaN;
                if (_options.ForceProjection)
                {
                    p[0] = (((x + 0.5f) / width) - camera.CenterX) / camera.FocalX * p[2];
                    p[1] = (((y + 0.5f) / height) - camera.CenterY) / camera.FocalY * p[2];
                }

                // A point with a coordinate that is not finite becomes unknown.
                CameraTransforms.HalfTurn(p, p);
            }
        });
    }

    private static void ThrowIfUnusable(DepthPoints points, FocalShift fit, int width, int height)
    {
        if (!points.Mask.Contains(true))
        {
            throw new PointMapException($"The depth network found no surface in the picture of {width}×{height} pixels: pass a point map, or go without one.");
        }

        if (!(fit.Focal > 0 && float.IsFinite(fit.Focal) && float.IsFinite(fit.Shift)))
        {
            throw new PointMapException(
                $"The depth network's points of the picture of {width}×{height} pixels fit a focal length of {fit.Focal} and a shift of {fit.Shift}, expected a number above 0 and a finite one: pass a point map, or go without one.");
        }
    }

    private static StageSessions OpenSessions(ModelBundle bundle, RuntimeOptions? options, DepthOptions? depth)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        Check(bundle, depth);
        return new StageSessions(bundle, options);
    }

    private static DepthSpec Check(ModelBundle bundle, DepthOptions? depth)
    {
        depth?.Validate();
        DepthSpec spec = bundle.Manifest.Depth
            ?? throw new BundleException($"{bundle.Location} has no depth network ('depth' of {BundleManifest.FileName}): convert MoGe's model.pt into it, or pass point maps.");
        StageSpec stage = bundle.Manifest.Stages[BundleManifest.DepthStage];
        string[] missing =
        [
            .. DepthInputs.Names(spec).Except(stage.Inputs.Select(i => i.Name)).Select(n => $"input '{n}'"),
            .. ((string[])[PointsOutput, MaskOutput]).Except(stage.Outputs.Select(o => o.Name)).Select(n => $"output '{n}'"),
            .. stage.Inputs.Select(i => i.Name).Except(DepthInputs.Names(spec)).Select(n => $"place for input {MessageText.Quote(n)}"),
        ];
        if (missing.Length > 0)
        {
            throw new BundleException(
                $"{bundle.Location}: the depth network has no {string.Join(", no ", missing)}, which {spec.Levels} levels need: convert MoGe's model.pt again.");
        }

        return spec;
    }
}

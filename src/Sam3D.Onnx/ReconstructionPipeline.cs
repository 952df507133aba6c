using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Meshing;
using Sam3D.Sessions;
using Sam3D.Stages;

namespace Sam3D;

/// <summary>
/// The whole way from a photograph and a mask to an asset and a pose: depth estimator where there is one, geometry model, then texture refiner.
/// </summary>
/// <remarks>Safe for concurrent calls when its parts are. Disposing frees the models.</remarks>
public sealed class ReconstructionPipeline : IReconstructionPipeline
{
    private readonly IGeometryModel _geometry;
    private readonly ITextureRefiner _refiner;
    private readonly IDepthEstimator? _depth;
    private readonly StageSessions? _sessions;

    /// <summary>Builds a pipeline from parts of your own.</summary>
    /// <param name="geometry">Samples shape and pose; disposed with the pipeline.</param>
    /// <param name="refiner">Makes the asset; disposed with the pipeline.</param>
    /// <param name="device">What to tell callers that the networks run on.</param>
    /// <param name="depth">
    /// Estimates the point map and the camera where the caller gives no point map, for a geometry model that takes one; disposed with the pipeline.
    /// <see langword="null"/> for none.
    /// </param>
    public ReconstructionPipeline(IGeometryModel geometry, ITextureRefiner refiner, DeviceInfo device, IDepthEstimator? depth = null)
        : this(geometry, refiner, device, depth, null)
    {
    }

    private ReconstructionPipeline(
        IGeometryModel geometry, ITextureRefiner refiner, DeviceInfo device, IDepthEstimator? depth, StageSessions? sessions)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(refiner);
        ArgumentNullException.ThrowIfNull(device);
        _geometry = geometry;
        _refiner = refiner;
        _depth = depth;
        _sessions = sessions;
        Device = device;
    }

    /// <inheritdoc/>
    public DeviceInfo Device { get; }

    /// <summary>The formats that this pipeline can make.</summary>
    public AssetFormats Formats => _refiner.Formats;

    /// <summary>Builds the pipeline of a model bundle.</summary>
    /// <param name="bundleFolder">The bundle's folder, as <c>sam3d convert</c> writes it.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the best device.</param>
    /// <exception cref="BundleException">The bundle is missing or damaged.</exception>
    /// <exception cref="DeviceException">The device that was asked for cannot be had.</exception>
    public static ReconstructionPipeline Create(string bundleFolder, RuntimeOptions? options = null) =>
        Create(ModelBundle.Open(bundleFolder), options);

    /// <summary>Builds the pipeline of an opened model bundle.</summary>
    /// <param name="bundle">The bundle; disposed with the pipeline.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the best device.</param>
    /// <exception cref="BundleException">The bundle is damaged.</exception>
    /// <exception cref="DeviceException">The device that was asked for cannot be had.</exception>
    public static ReconstructionPipeline Create(ModelBundle bundle, RuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        try
        {
            StageSessions sessions = OnnxGeometryModel.OpenSessions(bundle, options);
            BundleManifest manifest = bundle.Manifest;
            bool takesPoints = manifest.Preprocessing.PointMapNormalization != PointMapNormalization.None;
            return new ReconstructionPipeline(
                new OnnxGeometryModel(sessions),
                manifest.Refinement is null ? new PhotoProjectionRefiner() : new OnnxTextureRefiner(sessions),
                sessions.Device,
                manifest.Depth is not null && takesPoints ? new OnnxDepthEstimator(sessions) : null,
                sessions);
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>Checks whether this pipeline can make what is asked for; <see cref="ReconstructAsync"/> does so before any work.</summary>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="BundleException">A format or a decoder is asked for that the model does not have.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Validate(ReconstructionOptions options) => _refiner.Validate(options);

    /// <inheritdoc/>
    public async Task<Reconstruction> ReconstructAsync(
        GeometryInput input,
        ReconstructionOptions? options = null,
        IProgress<ReconstructionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        options ??= new ReconstructionOptions();
        _refiner.Validate(options);
        var clock = new StageClock(progress);

        // Stage 0: depth.
        input = await WithPointMapAsync(input, options, clock, cancellationToken).ConfigureAwait(false);

        // Stages 1 to 5: preprocess, encode the condition, sample, decode structure and pose.
        GeometryResult geometry = await _geometry.GenerateAsync(input, options.Geometry, clock, cancellationToken).ConfigureAwait(false);

        // Stages 6 and 7, surface and colours, or 8 to 12: encode the condition of texture and refinement, sample, decode Gaussians and mesh, colour it.
        RefinedAppearance appearance = await _refiner.RefineAsync(input, geometry, options, clock, cancellationToken).ConfigureAwait(false);
        return new Reconstruction
        {
            Mesh = appearance.Mesh,
            Gaussians = appearance.Gaussians,
            Pose = geometry.Pose,
            Layout = geometry.Layout,
            ShapeCandidate = geometry.ShapeCandidate,
            ShapeCandidates = geometry.ShapeCandidates,
            Voxels = geometry.Voxels,
            Camera = geometry.Camera,
            Timings = clock.Stop(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _geometry.Dispose();
        _refiner.Dispose();
        _depth?.Dispose();
        _sessions?.Dispose();
        _sessions?.Bundle.Dispose();
    }

    /// <summary>
    /// Estimates depth and camera of a photograph, for several objects to share: give them to each <see cref="GeometryInput"/>. <see cref="ReconstructAsync"/> does so itself where an
    /// input has no point map.
    /// </summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="progress">Told about the stage; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>The estimate; <see langword="null"/> where this pipeline has no depth network, or its geometry model takes no point map.</returns>
    public async Task<DepthEstimate?> EstimateDepthAsync(
        RgbImage photo, IProgress<ReconstructionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        if (_depth is null)
        {
            return null;
        }

        progress?.Report(new ReconstructionProgress(ReconstructionStage.EstimateDepth, 0, 1));
        DepthEstimate depth = await _depth.EstimateAsync(photo, cancellationToken).ConfigureAwait(false);
        progress?.Report(new ReconstructionProgress(ReconstructionStage.EstimateDepth, 1, 1));
        return depth;
    }

    /// <summary>The input with an estimated point map, and the camera that fits it where the caller states none.</summary>
    private async Task<GeometryInput> WithPointMapAsync(
        GeometryInput input, ReconstructionOptions options, IProgress<ReconstructionProgress> progress, CancellationToken cancellationToken)
    {
        if (_depth is null || input.PointMap is not null || !options.EstimateDepth)
        {
            return input;
        }

        input.Mask.ThrowIfUnusableFor(input.Image);
        DepthEstimate depth = (await EstimateDepthAsync(input.Image, progress, cancellationToken).ConfigureAwait(false))!;
        return new GeometryInput(input.Image, input.Mask) { PointMap = depth.PointMap, Camera = input.Camera ?? depth.Camera };
    }
}

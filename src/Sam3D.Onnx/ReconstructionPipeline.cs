using Sam3D.Meshing;
using Sam3D.Sessions;
using Sam3D.Stages;

namespace Sam3D;

/// <summary>
/// The whole way from a photograph and a mask to a coloured mesh and a pose: geometry model, then texture refiner.
/// </summary>
/// <remarks>Safe for concurrent calls when its parts are. Disposing frees the models.</remarks>
public sealed class ReconstructionPipeline : IReconstructionPipeline
{
    private readonly IGeometryModel _geometry;
    private readonly ITextureRefiner _refiner;
    private readonly ModelBundle? _bundle;
    private readonly StageSessions? _sessions;

    /// <summary>Builds a pipeline from parts of your own.</summary>
    /// <param name="geometry">Samples shape and pose; disposed with the pipeline.</param>
    /// <param name="refiner">Makes the coloured surface; disposed with the pipeline.</param>
    /// <param name="device">What to tell callers that the networks run on.</param>
    public ReconstructionPipeline(IGeometryModel geometry, ITextureRefiner refiner, DeviceInfo device)
        : this(geometry, refiner, device, null)
    {
    }

    private ReconstructionPipeline(IGeometryModel geometry, ITextureRefiner refiner, DeviceInfo device, StageSessions? sessions)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(refiner);
        ArgumentNullException.ThrowIfNull(device);
        _geometry = geometry;
        _refiner = refiner;
        _sessions = sessions;
        _bundle = sessions?.Bundle;
        Device = device;
    }

    /// <inheritdoc/>
    public DeviceInfo Device { get; }

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
            return new ReconstructionPipeline(new OnnxGeometryModel(sessions), new PhotoProjectionRefiner(), sessions.Device, sessions);
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<Reconstruction> ReconstructAsync(
        GeometryInput input,
        ReconstructionOptions? options = null,
        IProgress<ReconstructionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        options ??= new ReconstructionOptions();
        var clock = new StageClock(progress);

        // Stages 1 to 5: preprocess, encode the condition, sample, decode structure and pose.
        GeometryResult geometry = await _geometry.GenerateAsync(input, options.Geometry, clock, cancellationToken).ConfigureAwait(false);

        // Stages 6 and 7: surface and colours.
        RefinedAppearance appearance = await _refiner.RefineAsync(input, geometry, clock, cancellationToken).ConfigureAwait(false);
        return new Reconstruction
        {
            Mesh = appearance.Mesh,
            Pose = geometry.Pose,
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
        _sessions?.Dispose();
        _bundle?.Dispose();
    }
}

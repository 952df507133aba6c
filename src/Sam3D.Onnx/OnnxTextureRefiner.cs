using Sam3D.Bundles;
using Sam3D.Gaussians;
using Sam3D.Imaging;
using Sam3D.Meshing;
using Sam3D.Sessions;
using Sam3D.Stages;
using Sam3D.Voxels;

namespace Sam3D;

/// <summary>
/// The texture and refinement model of SAM 3D Objects on ONNX Runtime: a sampled geometry and its picture to Gaussians, a coloured mesh, or both. Everything that
/// is not a network, sizes included, comes from the bundle.
/// </summary>
/// <remarks>Safe for concurrent calls. Networks are loaded when they are first needed; disposing frees them.</remarks>
public sealed class OnnxTextureRefiner : ITextureRefiner
{
    private const int MaxSteps = 1000;
    private const float MaxGuidance = 100;

    private static readonly PhotoProjectionOptions PhotoOptions = new();

    private readonly StageSessions _sessions;
    private readonly bool _ownsSessions;
    private readonly RefinementSpec _spec;
    private readonly ConditionStage _condition;
    private readonly TextureFlowStage _flow;
    private readonly GaussianStage _gaussians;
    private readonly MeshStage _mesh;

    /// <summary>Makes the refiner; its networks are verified and loaded by the first call.</summary>
    /// <param name="bundle">
    /// A bundle whose manifest has <see cref="BundleManifest.Refinement"/>; stays the caller's, and must be open until this refiner is disposed.
    /// </param>
    /// <param name="options">Device, threads and memory; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="BundleException">The bundle has no texture and refinement model.</exception>
    /// <exception cref="DeviceException">The device that was asked for cannot be had.</exception>
    public OnnxTextureRefiner(ModelBundle bundle, RuntimeOptions? options = null)
        : this(OpenSessions(bundle, options)) => _ownsSessions = true;

    /// <summary>Makes the refiner on sessions that other models share; they stay the caller's.</summary>
    internal OnnxTextureRefiner(StageSessions sessions)
    {
        _sessions = sessions;
        _spec = Refinement(sessions.Bundle);
        _condition = new ConditionStage(sessions, _spec.Condition);
        _flow = new TextureFlowStage(sessions, _spec);
        _gaussians = new GaussianStage(sessions, _spec);
        _mesh = new MeshStage(sessions, _spec);
    }

    /// <summary>The device that the networks run on.</summary>
    public DeviceInfo Device => _sessions.Device;

    /// <inheritdoc/>
    public AssetFormats Formats => (_spec.Mesh is null ? 0 : AssetFormats.Mesh) | (_spec.Gaussians.Count == 0 ? 0 : AssetFormats.Gaussians);

    /// <inheritdoc/>
    public void Validate(ReconstructionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FormatsOf(options);
        var violations = new List<string>();
        if (options.Texture.Steps is < 1 or > MaxSteps)
        {
            violations.Add($"Texture.Steps is {options.Texture.Steps}, expected 1 to {MaxSteps}");
        }

        if (options.Texture.GuidanceStrength is { } strength && !(strength is >= 0 and <= MaxGuidance))
        {
            violations.Add($"Texture.GuidanceStrength is {strength}, expected 0 to {MaxGuidance}");
        }

        if (options.Texture.MeshColors is { } colors && !Enum.IsDefined(colors))
        {
            violations.Add($"Texture.MeshColors is {colors}, expected Decoder, PhotoWhereVisible or Photo");
        }

        if (violations.Count > 0)
        {
            throw new ArgumentException($"{string.Join("; ", violations)}.", nameof(options));
        }

        Decoder(options);
    }

    /// <inheritdoc/>
    /// <exception cref="MaskException">The mask is empty or has another size than the photograph.</exception>
    /// <exception cref="ReconstructionException">There is no voxel, or no surface came out.</exception>
    /// <exception cref="BundleException">A network is damaged.</exception>
    public async ValueTask<RefinedAppearance> RefineAsync(
        GeometryInput input,
        GeometryResult geometry,
        ReconstructionOptions? options = null,
        IProgress<ReconstructionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(geometry);
        options ??= new ReconstructionOptions();
        Validate(options);
        Check(input, geometry);
        if (FormatsOf(options).HasFlag(AssetFormats.Mesh) && _spec.ColorsOf(options.Texture) != MeshColorSource.Decoder)
        {
            PhotoColors.ThrowIfUnusable(geometry.Pose);
        }

        return await Task.Run(() => Refine(input, geometry, options, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsSessions)
        {
            _sessions.Dispose();
        }
    }

    private RefinedAppearance Refine(
        GeometryInput input,
        GeometryResult geometry,
        ReconstructionOptions options,
        IProgress<ReconstructionProgress>? progress,
        CancellationToken cancellationToken)
    {
        AssetFormats formats = FormatsOf(options);
        SparseVoxels voxels = geometry.Voxels;
        void Report(ReconstructionStage stage, int step, int count) => progress?.Report(new ReconstructionProgress(stage, step, count));

        // 1. Encode the condition of this stage
        Report(ReconstructionStage.EncodeTextureCondition, 0, _condition.Count);
        ConditionInputs pictures = ImagePreprocessor.Prepare(input.Image, input.Mask, pointMap: null, _spec.Preprocessing);
        cancellationToken.ThrowIfCancellationRequested();
        float[] condition = _condition.Encode(
            pictures, done => Report(ReconstructionStage.EncodeTextureCondition, done, _condition.Count), cancellationToken);

        // 2. Sample a latent for every voxel
        Report(ReconstructionStage.SampleTexture, 0, options.Texture.Steps ?? _spec.Sampling.Steps);
        var indices = new VoxelIndexWork(voxels, _spec.Levels);
        float[] latents = _flow.Sample(
            indices,
            voxels.Count,
            condition,
            options.Texture,
            (step, count) => Report(ReconstructionStage.SampleTexture, step, count),
            cancellationToken);

        // 3. Decode the Gaussians
        GaussianCloud? gaussians = null;
        if (formats.HasFlag(AssetFormats.Gaussians))
        {
            Report(ReconstructionStage.DecodeGaussians, 0, GaussianStage.Steps);
            gaussians = _gaussians.Decode(
                Decoder(options)!, indices, latents, step => Report(ReconstructionStage.DecodeGaussians, step, GaussianStage.Steps), cancellationToken);
        }

        // 4. Decode the mesh
        TriangleMesh? mesh = null;
        if (formats.HasFlag(AssetFormats.Mesh))
        {
            Report(ReconstructionStage.DecodeMesh, 0, MeshStage.Steps);
            mesh = _mesh.Decode(
                _spec.Mesh!, indices, _spec.Mesh!.Solid ? VoxelEnclosure.Of(voxels, geometry.Occupancy) : null, latents, step => Report(ReconstructionStage.DecodeMesh, step, MeshStage.Steps), cancellationToken);
        }

        // 5. Colour it from the photograph
        MeshColorSource colors = _spec.ColorsOf(options.Texture);
        if (mesh is not null && colors != MeshColorSource.Decoder)
        {
            Report(ReconstructionStage.ColorMesh, 0, PhotoColors.Steps);
            TriangleMesh plain = colors == MeshColorSource.Photo ? new TriangleMesh(mesh.Positions, mesh.Indices, mesh.Normals) : mesh;
            mesh = PhotoColors.Apply(plain, input, geometry, PhotoOptions, step => Report(ReconstructionStage.ColorMesh, step, PhotoColors.Steps), cancellationToken);
        }

        return new RefinedAppearance { Mesh = mesh, Gaussians = gaussians };
    }

    private AssetFormats FormatsOf(ReconstructionOptions options) => RequestedFormats.Resolve(
        options.Formats,
        Formats,
        $"The model '{_sessions.Bundle.Manifest.Name}'",
        "convert a checkpoint whose pipeline.yaml names a decoder of that format, or ask for what there is");

    /// <summary>The Gaussian decoder that is asked for; <see langword="null"/> where there is none and none is asked for.</summary>
    private GaussianDecoderSpec? Decoder(ReconstructionOptions options) => options.Texture.GaussiansPerVoxel is not { } count
        ? _spec.Gaussians.FirstOrDefault()
        : _spec.Gaussians.FirstOrDefault(d => d.PerVoxel == count)
            ?? throw new BundleException(
                $"The model '{_sessions.Bundle.Manifest.Name}' has no decoder of {count} Gaussians a voxel, but "
                + (_spec.Gaussians.Count == 0 ? "none at all" : string.Join(" and ", _spec.Gaussians.Select(d => d.PerVoxel)))
                + ": ask for one of those, or convert the checkpoint with that decoder.");

    private void Check(GeometryInput input, GeometryResult geometry)
    {
        input.Mask.ThrowIfUnusableFor(input.Image);
        if (geometry.Voxels.Resolution != _spec.Resolution)
        {
            throw new ArgumentException(
                $"The voxels lie in a grid of {geometry.Voxels.Resolution}³, expected {_spec.Resolution}³ for this model.", nameof(geometry));
        }

        if (geometry.Voxels.Count == 0)
        {
            throw new ReconstructionException("There is no voxel to give a texture: try another seed, or a mask that covers the whole object.");
        }
    }

    private static StageSessions OpenSessions(ModelBundle bundle, RuntimeOptions? options)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        Refinement(bundle);
        return new StageSessions(bundle, options);
    }

    private static RefinementSpec Refinement(ModelBundle bundle) => bundle.Manifest.Refinement
        ?? throw new BundleException(
            $"{bundle.Location} has no texture and refinement model ('refinement' of {BundleManifest.FileName}): convert a checkpoint whose pipeline.yaml names slat_generator.");
}

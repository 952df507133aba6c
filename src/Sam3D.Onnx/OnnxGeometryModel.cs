using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Placement;
using Sam3D.Sessions;
using Sam3D.Stages;

namespace Sam3D;

/// <summary>
/// The geometry model of SAM 3D Objects on ONNX Runtime: picture and mask to voxels and pose. Everything that is not a
/// network, sizes included, comes from the bundle.
/// </summary>
/// <remarks>Safe for concurrent calls. The first call loads the networks; disposing frees them.</remarks>
public sealed class OnnxGeometryModel : IGeometryModel
{
    internal const string ShapeLatent = "shape";
    private const string RotationLatent = "6drotation_normalized";
    private const string TranslationLatent = "translation";
    private const string ScaleLatent = "scale";
    private const string TranslationScaleLatent = "translation_scale";
    private const int MaxSteps = 1000;

    private readonly ModelBundle _bundle;
    private readonly StageSessions _sessions;
    private readonly bool _ownsSessions;
    private readonly ConditionStage _condition;
    private readonly FlowStage _flow;
    private readonly StructureStage _structure;

    /// <summary>Makes the model; its networks are verified and loaded by the first call.</summary>
    /// <param name="bundle">The model's files; stay the caller's, and must be open until this model is disposed.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="DeviceException">The device that was asked for cannot be had.</exception>
    /// <exception cref="BundleException">The bundle lacks a latent that a geometry needs, or states one of another size, or another pose convention.</exception>
    public OnnxGeometryModel(ModelBundle bundle, RuntimeOptions? options = null)
        : this(OpenSessions(bundle, options)) => _ownsSessions = true;

    /// <summary>Makes the model on sessions that other models share; they stay the caller's.</summary>
    internal OnnxGeometryModel(StageSessions sessions)
    {
        _bundle = sessions.Bundle;
        _sessions = sessions;
        _condition = new ConditionStage(sessions, _bundle.Manifest.Condition);
        _flow = new FlowStage(sessions, _condition.Tokens);
        _structure = new StructureStage(sessions);
    }

    /// <summary>The device that the networks run on.</summary>
    public DeviceInfo Device => _sessions.Device;

    /// <inheritdoc/>
    public async ValueTask<GeometryResult> GenerateAsync(
        GeometryInput input,
        GeometryOptions? options = null,
        IProgress<ReconstructionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        options ??= new GeometryOptions();
        Validate(options);
        return await Task.Run(() => Generate(input, options, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsSessions)
        {
            _sessions.Dispose();
        }
    }

    private GeometryResult Generate(
        GeometryInput input, GeometryOptions options, IProgress<ReconstructionProgress>? progress, CancellationToken cancellationToken)
    {
        BundleManifest manifest = _bundle.Manifest;
        void Report(ReconstructionStage stage, int step, int count) => progress?.Report(new ReconstructionProgress(stage, step, count));

        // 1. Preprocess
        Report(ReconstructionStage.Preprocess, 0, 1);
        input.Mask.ThrowIfUnusableFor(input.Image);
        ThrowIfPointMapUnusable(input, manifest);
        ConditionInputs pictures = ImagePreprocessor.Prepare(input.Image, input.Mask, input.PointMap, manifest.Preprocessing);
        cancellationToken.ThrowIfCancellationRequested();
        Report(ReconstructionStage.Preprocess, 1, 1);

        // 2. Encode the condition
        Report(ReconstructionStage.EncodeCondition, 0, manifest.Condition.Encoders.Count);
        float[] condition = _condition.Encode(
            pictures, done => Report(ReconstructionStage.EncodeCondition, done, _condition.Count), cancellationToken);

        // 3. Sample the geometry, one candidate of the shape after the other
        int count = options.ShapeCandidates ?? (options.InitialNoise is null ? manifest.Sampling.ShapeCandidates : null) ?? 1, steps = options.Steps ?? manifest.Sampling.Steps;
        Report(ReconstructionStage.SampleGeometry, 0, count * steps);
        var sampled = new IReadOnlyDictionary<string, float[]>[count];
        for (int i = 0; i < count; i++)
        {
            int done = i * steps;
            sampled[i] = _flow.Sample(
                condition,
                options with { Seed = unchecked(options.Seed + (ulong)i) },
                (step, _) => Report(ReconstructionStage.SampleGeometry, done + step, count * steps),
                cancellationToken);
        }

        // 4. Decode the structures
        Report(ReconstructionStage.DecodeStructure, 0, count);
        var shapes = new List<DecodedShape>(count);
        for (int i = 0; i < count; i++)
        {
            if (_structure.TryDecode(sampled[i][ShapeLatent], cancellationToken) is { } shape)
            {
                shapes.Add(shape with { Candidate = i });
            }

            Report(ReconstructionStage.DecodeStructure, i + 1, count);
        }

        StructureStage.ThrowIfNone(shapes);

        // 5. Decode the poses, refine them, and take the shape that agrees best with the mask
        Report(ReconstructionStage.DecodePose, 0, shapes.Count);
        CameraIntrinsics camera = input.Camera
            ?? CameraIntrinsics.FromFieldOfView(manifest.Camera.FieldOfViewDegrees, input.Image.Width, input.Image.Height);
        var choice = new LayoutChoice(input, camera, options, options.RefineLayout ?? manifest.Pose.Refine, count > 1);
        for (int i = 0; i < shapes.Count; i++)
        {
            IReadOnlyDictionary<string, float[]>[] layouts = [.. Enumerable.Range(0, options.PoseCandidates).Select(
                p => LayoutCandidates.Of(manifest.Latents, sampled[shapes[i].Candidate], options.PoseCandidates, p))];
            choice.Add(shapes[i], layouts, [.. layouts.Select(c => DecodePose(input, pictures, c, shapes[i].Factor))], cancellationToken);
            Report(ReconstructionStage.DecodePose, i + 1, shapes.Count);
        }

        return choice.Result(condition, count);
    }

    private ObjectPose DecodePose(
        GeometryInput input, ConditionInputs pictures, IReadOnlyDictionary<string, float[]> latents, int factor)
    {
        PoseSpec spec = _bundle.Manifest.Pose;
        bool hasPoints = input.PointMap is not null;
        Vector3 scale = hasPoints ? pictures.SceneScale : new Vector3(spec.SceneScale);
        Vector3 shift = hasPoints ? pictures.SceneShift : new Vector3(spec.SceneShift[0], spec.SceneShift[1], spec.SceneShift[2]);
        return PoseDecoder.Decode(
            spec,
            latents[RotationLatent],
            latents[TranslationLatent],
            latents[ScaleLatent],
            latents[TranslationScaleLatent],
            scale,
            shift,
            factor,
            isMetric: input.PointMap?.IsMetric ?? false);
    }

    /// <summary>Opens what a geometry model and others may share, once the manifest is known to be that of a geometry model.</summary>
    internal static StageSessions OpenSessions(ModelBundle bundle, RuntimeOptions? options)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ThrowIfNoGeometryModel(bundle);
        return new StageSessions(bundle, options);
    }

    /// <summary>Each of these contradictions would otherwise show only after all of the sampling.</summary>
    private static void ThrowIfNoGeometryModel(ModelBundle bundle)
    {
        BundleManifest manifest = bundle.Manifest;
        var violations = new List<string>();
        foreach ((string name, int channels) in (ReadOnlySpan<(string, int)>)
            [(ShapeLatent, 0), (RotationLatent, Rotation6d.Channels), (TranslationLatent, 3), (ScaleLatent, 3), (TranslationScaleLatent, 1)])
        {
            if (manifest.Latents.FirstOrDefault(l => l.Name == name) is not { } latent)
            {
                violations.Add($"there is no latent '{name}'");
            }
            else if (channels > 0 && (latent.Tokens != 1 || latent.Channels != channels))
            {
                violations.Add($"the latent '{name}' is [{latent.Tokens}, {latent.Channels}], expected [1, {channels}]");
            }
        }

        double cells = Math.Pow(manifest.Structure.LatentResolution, 3);
        if (manifest.Latents.FirstOrDefault(l => l.Name == ShapeLatent) is { } shape && shape.Tokens != cells)
        {
            violations.Add($"the latent '{ShapeLatent}' has {shape.Tokens} tokens, expected {cells} for latentResolution {manifest.Structure.LatentResolution}");
        }

        if (manifest.Pose.Convention != PoseDecoder.ScaleShiftInvariant)
        {
            violations.Add($"pose.convention is {MessageText.Quote(manifest.Pose.Convention)}, expected '{PoseDecoder.ScaleShiftInvariant}'");
        }

        if (violations.Count > 0)
        {
            throw new BundleException(
                $"{bundle.Location}/{BundleManifest.FileName} is not that of a geometry model: {string.Join("; ", violations)}. Use a bundle of such a model, or convert the checkpoint again.");
        }
    }

    private static void ThrowIfPointMapUnusable(GeometryInput input, BundleManifest manifest)
    {
        if (input.PointMap is not { } map)
        {
            return;
        }

        if (manifest.Preprocessing.PointMapNormalization == PointMapNormalization.None)
        {
            throw new PointMapException(
                $"The model '{manifest.Name}' takes no point map: leave it out, or use a bundle whose condition encoder has a point-map input.");
        }
    }

    private static void Validate(GeometryOptions options)
    {
        var violations = new List<string>();
        if (options.Steps is < 1 or > MaxSteps)
        {
            violations.Add($"Steps is {options.Steps}, expected 1 to {MaxSteps}");
        }

        if (options.ShapeCandidates is < 1 or > GeometryOptions.MaxShapeCandidates)
        {
            violations.Add($"ShapeCandidates is {options.ShapeCandidates}, expected 1 to {GeometryOptions.MaxShapeCandidates}");
        }

        if (options.ShapeCandidates > 1 && options.InitialNoise is not null)
        {
            violations.Add($"ShapeCandidates is {options.ShapeCandidates} beside InitialNoise, which is the noise of one; expected 1");
        }

        if (options.PoseCandidates is < 1 or > GeometryOptions.MaxPoseCandidates)
        {
            violations.Add($"PoseCandidates is {options.PoseCandidates}, expected 1 to {GeometryOptions.MaxPoseCandidates}");
        }

        if (options.Temperature is { } temperature && !(temperature is >= 0 and <= GeometryOptions.MaxTemperature))
        {
            violations.Add($"Temperature is {temperature}, expected 0 to {GeometryOptions.MaxTemperature}");
        }

        if (options.GuidanceStrength is { } strength && !(strength is >= 0 and <= 100))
        {
            violations.Add($"GuidanceStrength is {strength}, expected 0 to 100");
        }

        if (violations.Count > 0)
        {
            throw new ArgumentException($"{string.Join("; ", violations)}.", nameof(options));
        }
    }
}

using Sam3D.Imaging;

namespace Sam3D.Bundles;

/// <summary>
/// The content of <c>bundle.json</c>: everything that the runtime must know of a model besides its graphs. Conversion and runtime
/// meet here and nowhere else.
/// </summary>
public sealed record BundleManifest
{
    /// <summary>The value of <see cref="Format"/> that this version writes and reads.</summary>
    public const string CurrentFormat = "sam3d-bundle/1";

    /// <summary>The name of the manifest inside of a bundle.</summary>
    public const string FileName = "bundle.json";

    /// <summary>
    /// The modulations of a run's times: inputs <c>t</c> [S] and <c>d</c> [1] (shortcut models only), both times the time scale; output <c>modulation</c>
    /// [S, M].
    /// </summary>
    public const string GeometryModulationStage = "geometry_modulation";

    /// <summary>
    /// What the geometry flow needs of the condition: input <c>condition</c> [1, tokens, channels], outputs <c>k.i</c> and <c>v.i</c> [1, tokens, width]
    /// for each block i.
    /// </summary>
    public const string GeometryContextStage = "geometry_context";

    /// <summary>
    /// The geometry flow: inputs <c>x.&lt;latent&gt;</c> [batch, tokens, channels], <c>modulation</c> [M] of one time, <c>condition</c> [1, tokens, channels], and
    /// <c>k.i</c> and <c>v.i</c> of <see cref="GeometryContextStage"/>; outputs <c>v.&lt;latent&gt;</c>. The first entry of the batch is conditional, all further
    /// ones are unconditional.
    /// </summary>
    public const string GeometryFlowStage = "geometry_flow";

    /// <summary>
    /// The input of <see cref="GeometryFlowStage"/> that keeps candidates of the layout apart, [1, 1, K·P, N + K·P] for N tokens of the shape, K layout latents and
    /// P candidates. The rows, and the columns behind the shape's, are the latents of the first candidate, then those of the next: 0 where a row may see a column,
    /// its own candidate or the shape, else −65504. A flow without this input takes one candidate.
    /// </summary>
    public const string CandidateMask = "candidate_mask";

    /// <summary>The structure decoder: input <c>latent</c> [batch, tokens, channels], output <c>logits</c> [batch, 1, R, R, R].</summary>
    public const string StructureDecoderStage = "structure_decoder";

    /// <summary>The depth network, see <see cref="DepthSpec"/>; only where <see cref="Depth"/> is given.</summary>
    public const string DepthStage = "depth";

    /// <summary>Format and version, <see cref="CurrentFormat"/>.</summary>
    public required string Format { get; init; }

    /// <summary>Short name of the model, for example <c>compact-stage1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Licence of the weights in a few words.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the weights come from.</summary>
    public required string Origin { get; init; }

    /// <summary>The camera that the model assumes when the caller states none.</summary>
    public required CameraSpec Camera { get; init; }

    /// <summary>How pictures become inputs.</summary>
    public required PreprocessingRecipe Preprocessing { get; init; }

    /// <summary>How inputs become condition tokens.</summary>
    public required ConditionSpec Condition { get; init; }

    /// <summary>Sampling of the geometry.</summary>
    public required SamplingSpec Sampling { get; init; }

    /// <summary>Latents of the geometry model, in the order of the graph.</summary>
    public required IReadOnlyList<LatentSpec> Latents { get; init; }

    /// <summary>Voxels of the structure decoder.</summary>
    public required StructureSpec Structure { get; init; }

    /// <summary>How layout latents become a pose.</summary>
    public required PoseSpec Pose { get; init; }

    /// <summary>How the depth network is run; <see langword="null"/> where the bundle has none.</summary>
    public DepthSpec? Depth { get; init; }

    /// <summary>How the texture and refinement model is run; <see langword="null"/> where the bundle has none.</summary>
    public RefinementSpec? Refinement { get; init; }

    /// <summary>
    /// The graphs by stage name: those that <see cref="Condition"/> names, <see cref="GeometryModulationStage"/>, <see cref="GeometryContextStage"/>,
    /// <see cref="GeometryFlowStage"/>, <see cref="StructureDecoderStage"/>, with <see cref="Depth"/> <see cref="DepthStage"/>, and with <see cref="Refinement"/>
    /// those of <see cref="RefinementSpec"/>.
    /// </summary>
    public required IReadOnlyDictionary<string, StageSpec> Stages { get; init; }

    /// <summary>Every file of the bundle besides the manifest itself.</summary>
    public required IReadOnlyList<BundleFile> Files { get; init; }
}

/// <summary>A camera for pictures whose camera is unknown.</summary>
/// <param name="FieldOfViewDegrees">Field of view over the longer side of the picture, in degrees.</param>
public sealed record CameraSpec(float FieldOfViewDegrees);

/// <summary>The condition: the tokens of all encoders, one encoder after the other, each input after the other.</summary>
public sealed record ConditionSpec
{
    /// <summary>Channels of a condition token.</summary>
    public required int Width { get; init; }

    /// <summary>The encoders in token order.</summary>
    public required IReadOnlyList<ConditionEncoderSpec> Encoders { get; init; }
}

/// <summary>
/// One condition encoder: input <c>inputs</c> [K, channels, height, width], or with a backbone [K, features, channels]; output <c>tokens</c> [K, tokens, width].
/// </summary>
/// <param name="Stage">Its key in <see cref="BundleManifest.Stages"/>.</param>
/// <param name="Inputs">
/// Official names of its K inputs, for example <c>image</c>, <c>rgb_image</c>; those of point maps may be missing in a
/// reconstruction, and their tokens are zero then.
/// </param>
/// <param name="TokensPerInput">Tokens that each input becomes.</param>
/// <param name="Backbone">
/// The key in <see cref="BundleManifest.Stages"/> of the network that every input passes first, or <see langword="null"/>: input <c>picture</c>
/// [1, channels, height, width], output <c>features</c> [1, features, channels]. Several encoders may name the same one.
/// </param>
public sealed record ConditionEncoderSpec(string Stage, IReadOnlyList<string> Inputs, int TokensPerInput, string? Backbone = null);

/// <summary>Sampling of a flow model (official <c>ShortCut</c> and <c>ClassifierFreeGuidance</c>).</summary>
public sealed record SamplingSpec
{
    /// <summary>Sampling steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Re-spacing r of the times: t = s / (1 + (r−1)(1−s)).</summary>
    public required double RescaleT { get; init; }

    /// <summary>Factor on t and d at the network's input, 1000 in the release.</summary>
    public required double TimeScale { get; init; }

    /// <summary>Guidance strength s: (1+s)·conditional − s·unconditional.</summary>
    public required float GuidanceStrength { get; init; }

    /// <summary>Guidance acts while this ≤ <see cref="TimeScale"/>·t …</summary>
    public required double GuidanceStart { get; init; }

    /// <summary>… ≤ this.</summary>
    public required double GuidanceEnd { get; init; }

    /// <summary>Whether the model is distilled: d = 1/steps is passed instead of d = 0, without guidance.</summary>
    public bool Shortcut { get; init; }

    /// <summary>Factor on the noise that the shape starts from, 0 to 2; below 1, shapes are nearer to the likely ones and differ less. <see langword="null"/>, which it is in the refinement, is 1.</summary>
    public float? Temperature { get; init; }

    /// <summary>Shapes to sample unless the caller says otherwise, 1 to 64, of which the one that agrees best with the mask is taken. <see langword="null"/>, which it is in the refinement, is 1.</summary>
    public int? ShapeCandidates { get; init; }
}

/// <summary>One latent of the geometry model.</summary>
/// <param name="Name">Official name, for example <c>shape</c> or <c>6drotation_normalized</c>.</param>
/// <param name="Tokens">Number of tokens.</param>
/// <param name="Channels">Channels of a token.</param>
public sealed record LatentSpec(string Name, int Tokens, int Channels);

/// <summary>Voxels of the structure decoder.</summary>
public sealed record StructureSpec
{
    /// <summary>Grid cells along an axis of the decoded grid, 64 in the release.</summary>
    public required int Resolution { get; init; }

    /// <summary>Grid cells along an axis of the shape latent, 16 in the release.</summary>
    public required int LatentResolution { get; init; }

    /// <summary>A voxel is occupied when its logit is above this.</summary>
    public float Threshold { get; init; }

    /// <summary>Voxels whose whole (2d+1)³ neighbourhood is occupied are removed; 0 keeps all.</summary>
    public int PruneDistance { get; init; }

    /// <summary>Above this many voxels the grid is halved.</summary>
    public int MaxVoxels { get; init; } = 42_000;
}

/// <summary>How layout latents become a pose (official <c>ScaleShiftInvariant</c>).</summary>
public sealed record PoseSpec
{
    /// <summary>The convention's official name.</summary>
    public required string Convention { get; init; }

    /// <summary>Mean of the six rotation channels.</summary>
    public required IReadOnlyList<float> Rotation6dMean { get; init; }

    /// <summary>Standard deviation of the six rotation channels.</summary>
    public required IReadOnlyList<float> Rotation6dStd { get; init; }

    /// <summary>Scene scale where no point map gives one.</summary>
    public float SceneScale { get; init; } = 1f;

    /// <summary>Scene shift (camera space) where no point map gives one.</summary>
    public IReadOnlyList<float> SceneShift { get; init; } = [0f, 0f, 0f];

    /// <summary>Whether poses are refined by silhouettes unless the caller says otherwise. Default false, as in the official code.</summary>
    public bool Refine { get; init; }
}

/// <summary>One graph.</summary>
public sealed record StageSpec
{
    /// <summary>The ONNX file.</summary>
    public required string File { get; init; }

    /// <summary>How its weights are stored. Default float32.</summary>
    public GraphPrecision Precision { get; init; }

    /// <summary>The files with its external tensors; empty when they are inside.</summary>
    public IReadOnlyList<string> DataFiles { get; init; } = [];

    /// <summary>Inputs in order.</summary>
    public required IReadOnlyList<TensorSpec> Inputs { get; init; }

    /// <summary>Outputs in order.</summary>
    public required IReadOnlyList<TensorSpec> Outputs { get; init; }
}

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Shape">Sizes; −1 is a free size.</param>
public sealed record TensorSpec(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>What the elements are; row numbers are <see cref="TensorElement.Int32"/>.</summary>
    public TensorElement Type { get; init; }
}

/// <summary>Types of tensor elements.</summary>
public enum TensorElement
{
    /// <summary>float32.</summary>
    Float32,

    /// <summary>int32.</summary>
    Int32,
}

/// <summary>A file of a bundle.</summary>
/// <param name="Name">File name inside of the bundle, without any folder.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256, 64 lower-case hexadecimal digits.</param>
public sealed record BundleFile(string Name, long Size, string Sha256);

using Sam3D.Gaussians;
using Sam3D.Imaging;

namespace Sam3D.Bundles;

/// <summary>
/// How the texture and refinement model is run: a latent for every occupied voxel is sampled under a condition of its own, and decoded to Gaussians, to a
/// mesh, or to both (official <c>InferencePipeline.sample_slat</c> and <c>decode_slat</c>).
/// </summary>
/// <remarks>
/// Its graphs are <see cref="ModulationStage"/>, <see cref="ContextStage"/>, <see cref="FlowStage"/> and those that <see cref="Condition"/>, <see cref="Gaussians"/> and
/// <see cref="Mesh"/> name. The index work of the voxels comes from <see cref="Sparse"/>; what it is named stands in <c>docs/bundle-format.md</c>.
/// </remarks>
public sealed record RefinementSpec
{
    /// <summary>Modulation by time: input <c>t</c> [S]; output <c>modulation</c> [S, total].</summary>
    public const string ModulationStage = "texture_modulation";

    /// <summary>Keys and values of the condition: input <c>condition</c> [L, channels]; outputs <c>k.i</c>, <c>v.i</c> [1, L, C] of each block i.</summary>
    public const string ContextStage = "texture_context";

    /// <summary>
    /// The flow: inputs <c>x</c> [N, channels], <c>modulation</c> [total], <c>k.i</c>, <c>v.i</c> and the index work of N voxels; output <c>velocity</c> [N, channels].
    /// </summary>
    public const string FlowStage = "texture_flow";

    /// <summary>How pictures become inputs of <see cref="Condition"/>; without point map.</summary>
    public required PreprocessingRecipe Preprocessing { get; init; }

    /// <summary>How inputs become condition tokens.</summary>
    public required ConditionSpec Condition { get; init; }

    /// <summary>Sampling; the times are computed in float32, <see cref="SamplingSpec.Shortcut"/> is false, <see cref="SamplingSpec.Temperature"/> and <see cref="SamplingSpec.ShapeCandidates"/> are <see langword="null"/>.</summary>
    public required SamplingSpec Sampling { get; init; }

    /// <summary>Grid cells along an axis of the voxels, 64 in the release: <see cref="StructureSpec.Resolution"/>.</summary>
    public required int Resolution { get; init; }

    /// <summary>Channels of a latent, 8 in the release.</summary>
    public required int Channels { get; init; }

    /// <summary>Levels of voxels in the flow, each half as fine as the one before; 2 in the release, at most <see cref="BundleLimits.VoxelLevels"/>.</summary>
    public required int Levels { get; init; }

    /// <summary>Mean of each channel: a sampled latent x becomes x · <see cref="Std"/> + mean before it is decoded.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>Standard deviation of each channel.</summary>
    public required IReadOnlyList<float> Std { get; init; }

    /// <summary>The Gaussian decoders; the first is the default. May be empty.</summary>
    public required IReadOnlyList<GaussianDecoderSpec> Gaussians { get; init; }

    /// <summary>The mesh decoder; <see langword="null"/> where there is none.</summary>
    public MeshDecoderSpec? Mesh { get; init; }

    /// <summary>Where the colours of a run's mesh come from.</summary>
    internal MeshColorSource ColorsOf(TextureOptions options) => options.MeshColors ?? Mesh?.Colors ?? MeshColorSource.Decoder;
}

/// <summary>
/// A Gaussian decoder: inputs <c>latents</c> [N, channels] and the windows of N voxels; outputs <c>positions</c>, <c>colors</c>, <c>scales</c> [N·G, 3],
/// <c>rotations</c> [N·G, 4], <c>opacities</c> [N·G, 1], as <see cref="GaussianCloud"/> takes them.
/// </summary>
public sealed record GaussianDecoderSpec
{
    /// <summary>Its key in <see cref="BundleManifest.Stages"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>Gaussians a voxel, G: 32 or 4 in the release.</summary>
    public required int PerVoxel { get; init; }

    /// <summary>Edge of an attention window in voxels, 8 in the release; every other block shifts by its half.</summary>
    public required int WindowSize { get; init; }

    /// <summary>Groups of windows that the graph takes, 1 to <see cref="Sparse.WindowGroups.MaxGroups"/> (<see cref="Sparse.WindowGroups"/>).</summary>
    public required int WindowGroups { get; init; }

    /// <summary><see cref="GaussianActivations.ScaleBias"/>, 0.004 in the release.</summary>
    public required float ScaleBias { get; init; }

    /// <summary><see cref="GaussianActivations.OpacityBias"/>, 0.1 in the release.</summary>
    public required float OpacityBias { get; init; }

    /// <summary><see cref="GaussianActivations.MinimumScale"/>, 0.0009 in the release.</summary>
    public required float MinimumScale { get; init; }

    /// <summary><see cref="GaussianActivations.ScaleActivation"/>.</summary>
    public required ScaleActivation ScaleActivation { get; init; }
}

/// <summary>
/// The mesh decoder: inputs <c>latents</c> [N, channels], the windows of N voxels and two subdivisions; output <c>features</c> [64·N, channels] of cubes of a
/// quarter of a voxel's edge, for <see cref="Meshing.FlexiCubesExtraction"/>.
/// </summary>
public sealed record MeshDecoderSpec
{
    /// <summary>Its key in <see cref="BundleManifest.Stages"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>Edge of an attention window in voxels, 8 in the release; every other block shifts by its half.</summary>
    public required int WindowSize { get; init; }

    /// <summary>Groups of windows that the graph takes, 1 to <see cref="Sparse.WindowGroups.MaxGroups"/> (<see cref="Sparse.WindowGroups"/>).</summary>
    public required int WindowGroups { get; init; }

    /// <summary>Features of a cube: <see cref="Meshing.FlexiCubesExtraction.FeatureCount"/>.</summary>
    public required int Channels { get; init; }

    /// <summary>Cubes along an axis: 4 · <see cref="RefinementSpec.Resolution"/>, 256 in the release.</summary>
    public required int Resolution { get; init; }

    /// <summary>Where the mesh's colours come from by default. <see cref="MeshColorSource.Decoder"/> in the release.</summary>
    public MeshColorSource Colors { get; init; }

    /// <summary>
    /// Whether the voxels that were pruned from a solid are inside of the mesh. Where not, as in the release, the decoded shell gets a second, inner surface, which the official export removes with everything that
    /// cannot be seen.
    /// </summary>
    public bool Solid { get; init; }
}

using System.Diagnostics.CodeAnalysis;
using Sam3D.Gaussians;
using Sam3D.Layout;

namespace Sam3D;

/// <summary>How an object is reconstructed. Members that are <see langword="null"/> take the model bundle's defaults.</summary>
public sealed record ReconstructionOptions
{
    /// <summary>Seed, steps and guidance of the geometry.</summary>
    public GeometryOptions Geometry { get; init; } = new();

    /// <summary>Seed, steps, guidance and decoder of texture and refinement.</summary>
    public TextureOptions Texture { get; init; } = new();

    /// <summary>The formats to make; only what is asked for is computed. Default <see langword="null"/>: all that the model makes.</summary>
    public AssetFormats? Formats { get; init; }

    /// <summary>
    /// Whether the point map is estimated from the photograph where the caller gives none and the pipeline has a depth estimator. Default true.
    /// </summary>
    public bool EstimateDepth { get; init; } = true;
}

/// <summary>A reconstructed object: plain data that owns no native memory.</summary>
public sealed class Reconstruction
{
    private readonly TriangleMesh? _mesh;
    private readonly GaussianCloud? _gaussians;

    /// <summary>The coloured surface in object space (z up, inside [-0.5, 0.5]³).</summary>
    /// <exception cref="InvalidOperationException">No mesh was made; see <see cref="HasMesh"/>.</exception>
    [AllowNull]
    public TriangleMesh Mesh
    {
        get => _mesh ?? throw NotMade(AssetFormats.Mesh);
        init => _mesh = value;
    }

    /// <summary>Whether there is a mesh.</summary>
    public bool HasMesh => _mesh is not null;

    /// <summary>The Gaussians in object space (z up, about [-0.5, 0.5]³).</summary>
    /// <exception cref="InvalidOperationException">No Gaussians were made; see <see cref="HasGaussians"/>.</exception>
    [AllowNull]
    public GaussianCloud Gaussians
    {
        get => _gaussians ?? throw NotMade(AssetFormats.Gaussians);
        init => _gaussians = value;
    }

    /// <summary>Whether there are Gaussians.</summary>
    public bool HasGaussians => _gaussians is not null;

    /// <summary>Similarity transform from object space to camera space.</summary>
    public required ObjectPose Pose { get; init; }

    /// <summary>The occupied voxels.</summary>
    public required SparseVoxels Voxels { get; init; }

    /// <summary>What the refinement of the layout did; <see langword="null"/> where it was not asked for.</summary>
    public LayoutRefinement? Layout { get; init; }

    /// <summary>The number of the shape candidate that was taken, from 0; see <see cref="GeometryOptions.ShapeCandidates"/>.</summary>
    public int ShapeCandidate { get; init; }

    /// <summary>How many shapes were sampled.</summary>
    public int ShapeCandidates { get; init; } = 1;

    /// <summary>The camera that the pose belongs to.</summary>
    public required CameraIntrinsics Camera { get; init; }

    /// <summary>Wall-clock time of each stage, in the order in which they ran.</summary>
    public required IReadOnlyList<StageTiming> Timings { get; init; }

    private static InvalidOperationException NotMade(AssetFormats format) => new(
        $"The reconstruction has no {format}: ask for AssetFormats.{format} in ReconstructionOptions.Formats, of a pipeline that makes it.");
}

/// <summary>Wall-clock time of a stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Elapsed">Its wall-clock time.</param>
public readonly record struct StageTiming(ReconstructionStage Stage, TimeSpan Elapsed);

/// <summary>The stages of a reconstruction, in order; the same words name files, timings and progress.</summary>
public enum ReconstructionStage
{
    /// <summary>Estimate the point map from the photograph; only where the caller gives none and there is a depth network.</summary>
    EstimateDepth = 0,

    /// <summary>Crop, pad and resize photograph, mask and point map.</summary>
    Preprocess = 1,

    /// <summary>Turn the pictures into condition tokens.</summary>
    EncodeCondition = 2,

    /// <summary>Sample shape and layout latents.</summary>
    SampleGeometry = 3,

    /// <summary>Decode the shape latent to occupied voxels.</summary>
    DecodeStructure = 4,

    /// <summary>Decode the layout latents to a pose; with refinement or candidates, refine the poses and choose.</summary>
    DecodePose = 5,

    /// <summary>Extract the surface of the voxels; only without a texture and refinement model.</summary>
    ExtractSurface = 6,

    /// <summary>Colour the surface from the photograph; only without a texture and refinement model.</summary>
    ProjectColors = 7,

    /// <summary>Turn the pictures into the condition tokens of the texture and refinement model.</summary>
    EncodeTextureCondition = 8,

    /// <summary>Sample a latent for every voxel.</summary>
    SampleTexture = 9,

    /// <summary>Decode the voxels' latents to Gaussians; only where they are asked for.</summary>
    DecodeGaussians = 10,

    /// <summary>Decode the voxels' latents to a coloured mesh; only where it is asked for.</summary>
    DecodeMesh = 11,

    /// <summary>Colour the decoded mesh from the photograph; only where <see cref="MeshColorSource"/> says so.</summary>
    ColorMesh = 12,
}

/// <summary>Where a reconstruction stands.</summary>
/// <param name="Stage">The stage at work.</param>
/// <param name="Step">Finished steps of the stage, 0 to <paramref name="StepCount"/>.</param>
/// <param name="StepCount">Steps of the stage, at least 1.</param>
public readonly record struct ReconstructionProgress(ReconstructionStage Stage, int Step, int StepCount)
{
    /// <summary>Finished part of the stage, 0 to 1.</summary>
    public float Fraction => (float)Step / StepCount;
}

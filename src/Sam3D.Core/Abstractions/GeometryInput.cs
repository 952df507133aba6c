using Sam3D.Layout;

namespace Sam3D;

/// <summary>What a geometry model looks at.</summary>
/// <param name="image">The photograph.</param>
/// <param name="mask">The object's pixels, of the photograph's size.</param>
public sealed class GeometryInput(RgbImage image, Mask mask)
{
    /// <summary>The photograph.</summary>
    public RgbImage Image { get; } = image ?? throw new ArgumentNullException(nameof(image));

    /// <summary>The object's pixels; has the photograph's size.</summary>
    public Mask Mask { get; } = mask ?? throw new ArgumentNullException(nameof(mask));

    /// <summary>The point of every pixel in camera space, or <see langword="null"/> when depth is unknown.</summary>
    public PointMap? PointMap { get; init; }

    /// <summary>
    /// The camera that took the photograph: focal lengths above 0, all numbers finite; <see langword="null"/> takes the one that the model states.
    /// </summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public CameraIntrinsics? Camera
    {
        get;
        init => field = value is not { } c
            || (c.FocalX > 0 && c.FocalY > 0 && float.IsFinite(c.FocalX) && float.IsFinite(c.FocalY) && float.IsFinite(c.CenterX) && float.IsFinite(c.CenterY))
            ? value
            : throw new ArgumentException($"{c}, expected finite numbers and focal lengths above 0.", nameof(value));
    }
}

/// <summary>How a geometry is sampled. A member that is <see langword="null"/> takes the model bundle's default.</summary>
public sealed record GeometryOptions
{
    /// <summary>The largest <see cref="PoseCandidates"/>.</summary>
    internal const int MaxPoseCandidates = 32;

    /// <summary>The largest <see cref="ShapeCandidates"/>.</summary>
    internal const int MaxShapeCandidates = 64;

    /// <summary>The largest <see cref="Temperature"/>.</summary>
    internal const float MaxTemperature = 2;

    /// <summary>Seed of the noise; the same seed, bundle and device give the same bytes. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Number of sampling steps, 1 to 1000.</summary>
    public int? Steps { get; init; }

    /// <summary>Strength s of classifier-free guidance, (1+s)·conditional − s·unconditional; 0 switches it off.</summary>
    public float? GuidanceStrength { get; init; }

    /// <summary>
    /// Temperature, 0 to 2: factor on the noise that the shape starts from. 1 samples as the model was trained; below, shapes are nearer to the likely ones and differ less from seed to seed
    /// (reduced-temperature sampling, Kingma and Dhariwal, arXiv 1807.03039, section 6); at 0 only the placements differ. Noise of <see cref="InitialNoise"/> is taken as it is.
    /// </summary>
    public float? Temperature { get; init; }

    /// <summary>
    /// Placements to sample for the one shape, 1 to 32. They start from noise of their own and cost little beside the shape, which sees none of them. The one whose
    /// voxels cover the mask best becomes the pose. Default 1.
    /// </summary>
    public int PoseCandidates { get; init; } = 1;

    /// <summary>
    /// Shapes to sample, 1 to 64: candidate k is the run of the seed <see cref="Seed"/> + k, so candidate 0 is the run without candidates. The one whose silhouette agrees best with the mask is taken, after
    /// the refinement of its layout where <see cref="RefineLayout"/> asks for that; one without any voxel loses. They share the condition; time grows with their number, memory hardly. Default
    /// <see langword="null"/>: what the bundle says, which is 1 unless its manifest has <c>sampling.shapeCandidates</c>.
    /// </summary>
    public int? ShapeCandidates { get; init; }

    /// <summary>
    /// Whether the pose is refined until its silhouette agrees with the mask (<see cref="LayoutRefiner"/>); the official code calls this layout post-optimization and leaves it off. Default
    /// <see langword="null"/>: what the bundle says, which is no unless its manifest has <c>pose.refine</c>.
    /// </summary>
    public bool? RefineLayout { get; init; }

    /// <summary>How the layout is refined; <see langword="null"/> takes the defaults.</summary>
    public LayoutRefinementOptions? LayoutRefinement { get; init; }

    /// <summary>
    /// Noise to start from instead of that of <see cref="Seed"/>: latent name to values in the order of the model's
    /// tensor [1, tokens, channels], for the layout's latents [candidates, channels]. For comparisons with other implementations.
    /// </summary>
    public IReadOnlyDictionary<string, float[]>? InitialNoise { get; init; }
}

/// <summary>A sampled geometry.</summary>
public sealed class GeometryResult
{
    /// <summary>The occupied voxels, after pruning and halving where the model asks for them.</summary>
    public required SparseVoxels Voxels { get; init; }

    /// <summary>The decoder's logits on the whole grid, less the model's threshold: positive is occupied. Neither pruned nor halved.</summary>
    public required OccupancyGrid Occupancy { get; init; }

    /// <summary>
    /// Factor, 1 or 2, by which <see cref="Voxels"/> were shrunk around the middle of their bounding box because they were too many. The pose's scale
    /// holds it already, so a surface taken from <see cref="Occupancy"/> must be shrunk likewise.
    /// </summary>
    public int DownsampleFactor { get; init; } = 1;

    /// <summary>Similarity transform from object space, as <see cref="Voxels"/> fill it, to camera space.</summary>
    public required ObjectPose Pose { get; init; }

    /// <summary>
    /// All placements that were sampled, in the order of their noise: <see cref="GeometryOptions.PoseCandidates"/> of them. <see cref="Pose"/> is one of them, unless it was refined.
    /// Empty where a model gives only that.
    /// </summary>
    public IReadOnlyList<ObjectPose> PoseCandidates { get; init; } = [];

    /// <summary>What the refinement of the layout did; <see langword="null"/> where it was not asked for. Its pose is <see cref="Pose"/>.</summary>
    public LayoutRefinement? Layout { get; init; }

    /// <summary>The number of the shape candidate that was taken, from 0.</summary>
    public int ShapeCandidate { get; init; }

    /// <summary>How many shapes were sampled.</summary>
    public int ShapeCandidates { get; init; } = 1;

    /// <summary>The camera that the pose belongs to.</summary>
    public required CameraIntrinsics Camera { get; init; }

    /// <summary>The condition tokens [tokens, channels], for stages that look at the same picture.</summary>
    public required ReadOnlyMemory<float> ConditionTokens { get; init; }

    /// <summary>The sampled latents by official name, each [tokens, channels].</summary>
    public required IReadOnlyDictionary<string, float[]> Latents { get; init; }
}

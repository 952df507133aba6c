using Sam3D.Layout;
using Sam3D.Meshing;
using Sam3D.Voxels;

namespace Sam3D.Stages;

/// <summary>Stage 5 over the candidates of the shape: the pose of each, refined where that is asked for, and the candidate whose silhouette agrees best with the mask.</summary>
/// <param name="input">Mask and points.</param>
/// <param name="camera">The camera.</param>
/// <param name="options">Candidates and refinement.</param>
/// <param name="refines">Whether poses are refined.</param>
/// <param name="compares">Whether there is more than one candidate.</param>
internal sealed class LayoutChoice(GeometryInput input, CameraIntrinsics camera, GeometryOptions options, bool refines, bool compares)
{
    private double _overlap = double.NegativeInfinity;
    private DecodedShape? _shape;
    private IReadOnlyDictionary<string, float[]> _latents = new Dictionary<string, float[]>();
    private IReadOnlyList<ObjectPose> _poses = [];
    private ObjectPose? _pose;
    private LayoutRefinement? _layout;

    /// <summary>Considers a candidate; of equal ones the first stays.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="layouts">The latents with each of its layouts.</param>
    /// <param name="poses">The pose of each layout.</param>
    /// <param name="cancellationToken">Honoured within the refinement.</param>
    public void Add(DecodedShape shape, IReadOnlyDictionary<string, float[]>[] layouts, ObjectPose[] poses, CancellationToken cancellationToken)
    {
        int best = LayoutCandidates.Best(poses, shape.Voxels, camera, input.Mask);
        LayoutRefinement? layout = refines
            ? LayoutRefiner.Refine(Surface(shape), poses[best], camera, input.Mask, input.PointMap, poses, options.LayoutRefinement, cancellationToken)
            : null;
        double overlap = layout?.IoU ?? (compares ? LayoutCandidates.Overlap(poses[best], shape.Voxels, camera, input.Mask) : 0);
        if (_shape is null || overlap > _overlap)
        {
            (_overlap, _shape, _latents, _poses, _pose, _layout) = (overlap, shape, layouts[best], poses, layout?.Pose ?? poses[best], layout);
        }
    }

    /// <summary>The geometry of the candidate that is taken.</summary>
    /// <param name="condition">The condition tokens.</param>
    /// <param name="candidates">How many shapes were sampled.</param>
    public GeometryResult Result(float[] condition, int candidates)
    {
        DecodedShape shape = _shape ?? throw new InvalidOperationException("No candidate was added.");
        return new GeometryResult
        {
            Voxels = shape.Voxels,
            Occupancy = shape.Grid,
            DownsampleFactor = shape.Factor,
            Pose = _pose!,
            PoseCandidates = _poses,
            Layout = _layout,
            ShapeCandidate = shape.Candidate,
            ShapeCandidates = candidates,
            Camera = camera,
            ConditionTokens = condition,
            Latents = _latents,
        };
    }

    private static TriangleMesh Surface(DecodedShape shape) =>
        VoxelDownsampling.ShrinkLikeVoxels(SurfaceExtractor.Extract(shape.Grid), shape.Grid, shape.Factor);
}

using System.Numerics;
using Sam3D.Metrics;

namespace Sam3D.Evaluation;

/// <summary>Scores one prediction.</summary>
public static class CaseScorer
{
    /// <summary>Scores shape, layout and silhouette, as far as what is known allows.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="truth">The case.</param>
    /// <param name="prediction">What the model made.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Honoured soon.</param>
    /// <returns>The scores, and the predicted mesh as it was aligned to the true one in [-1, 1]³.</returns>
    /// <exception cref="EvaluationException">A mesh has no surface, or a pose is not finite.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static (CaseScore Score, TriangleMesh Aligned) Score(
        string model, EvaluationCase truth, ObjectPrediction prediction, EvaluationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(prediction);
        options ??= new EvaluationOptions();
        options.Validate();
        (ShapeScore shape, TriangleMesh aligned) = ScoreShape(prediction.Mesh, truth.Truth, options, cancellationToken);
        LayoutScore? layout = prediction.Pose is { } predicted && truth.Pose is { } known
            ? ScoreLayout(prediction.Mesh, predicted, truth.Truth, known, options, cancellationToken)
            : null;
        double? silhouette = prediction.Pose is { } pose && (prediction.Camera ?? truth.Camera) is { } camera && truth.Mask is { } mask
            ? SilhouetteIoU.Compute(prediction.Mesh, pose, camera, mask)
            : null;
        return (new CaseScore { Case = truth.Name, Model = model, Shape = shape, Layout = layout, SilhouetteIoU = silhouette }, aligned);
    }

    /// <summary>Scores a shape alone: both meshes to [-1, 1]³, alignment, then the measures.</summary>
    /// <param name="prediction">The predicted mesh.</param>
    /// <param name="truth">The true mesh.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Honoured soon.</param>
    /// <returns>The scores, and the predicted mesh as it was aligned.</returns>
    /// <exception cref="EvaluationException">A mesh has no surface.</exception>
    public static (ShapeScore Score, TriangleMesh Aligned) ScoreShape(
        TriangleMesh prediction, TriangleMesh truth, EvaluationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);

        // 1. One size.
        TriangleMesh source = UnitCube.Normalize(prediction), target = UnitCube.Normalize(truth);

        // 2. Alignment.
        RigidMotion motion = IterativeClosestPoint.Align(source, target, options.Seed, options.Alignment, options.Threads, cancellationToken).Motion;
        TriangleMesh aligned = new(Array.ConvertAll(source.Positions, motion.Apply), source.Indices);

        // 3. Distances of points.
        SurfaceSample from = SurfaceSampler.Sample(aligned, options.Points, options.Seed + 10);
        SurfaceSample to = SurfaceSampler.Sample(target, options.Points, options.Seed + 11);
        SurfaceComparison distances = SurfaceComparison.Compare(from, to, options.Threads, cancellationToken);
        FScore score = distances.FScore(options.FScoreThreshold);

        // 4. Cells.
        VoxelIoU cells = VoxelSolid.Compare(aligned, target, options.VoxelResolution, cancellationToken);

        // 5. The best assignment of a few points.
        double? moved = options.EmdPoints == 0
            ? null
            : EarthMoversDistance.Compute(
                SurfaceSampler.Sample(aligned, options.EmdPoints, options.Seed + 12).Points,
                SurfaceSampler.Sample(target, options.EmdPoints, options.Seed + 13).Points,
                cancellationToken);
        return (new ShapeScore
        {
            F1 = score.F1,
            Precision = score.Precision,
            Recall = score.Recall,
            VoxelIoU = cells.Solid,
            SurfaceVoxelIoU = cells.Surface,
            ChamferMeanDistance = distances.ChamferMeanDistance,
            ChamferSumSquared = distances.ChamferSumSquared,
            EarthMoversDistance = moved,
            NormalConsistency = distances.NormalConsistency,
            AlignmentDegrees = motion.AngleDegrees,
        }, aligned);
    }

    /// <summary>Scores a place before the camera.</summary>
    /// <param name="prediction">The predicted mesh in its object space.</param>
    /// <param name="predicted">Its predicted pose. Where it is not metric, it is scaled about the camera so that the middles of both meshes' boxes have one depth.</param>
    /// <param name="truth">The true mesh in its object space.</param>
    /// <param name="known">Its true pose.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Honoured soon.</param>
    /// <exception cref="EvaluationException">A mesh has no surface, or a pose is not usable.</exception>
    public static LayoutScore ScoreLayout(
        TriangleMesh prediction, ObjectPose predicted, TriangleMesh truth, ObjectPose known, EvaluationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(options);
        float depth = OrientedBox.Around(prediction, predicted).Center.Z, wanted = OrientedBox.Around(truth, known).Center.Z;
        bool aligns = !predicted.IsMetric || !known.IsMetric;
        float factor = aligns ? wanted / depth : 1;
        if (!(factor > 0) || !float.IsFinite(factor) || !(predicted.Scale > 0) || !float.IsFinite(predicted.Scale * factor))
        {
            throw new EvaluationException(
                $"The predicted pose has scale {predicted.Scale} and puts the object at depth {depth}, the true one at {wanted}; expected a scale and depths above 0.");
        }

        ObjectPose placed = predicted with { Translation = predicted.Translation * factor, Scale = predicted.Scale * factor };
        SurfaceSample from = SurfaceSampler.Sample(Placed(prediction, placed), options.LayoutPoints, options.Seed + 20);
        SurfaceSample to = SurfaceSampler.Sample(Placed(truth, known), options.LayoutPoints, options.Seed + 21);
        return new LayoutScore
        {
            BoxIoU = OrientedBox.AlongCameraAxes(prediction, placed).IoU(OrientedBox.AlongCameraAxes(truth, known)),
            OrientedBoxIoU = OrientedBox.Around(prediction, placed).IoU(OrientedBox.Around(truth, known)),
            IcpRotationDegrees = PoseMetrics.IcpRotationError(
                prediction, placed, truth, known, options.Seed + 22, options.Alignment, options.Threads, cancellationToken),
            AddS = PoseMetrics.AddS(from, to, options.Threads, cancellationToken),
            IsDepthAligned = aligns,
        };
    }

    private static TriangleMesh Placed(TriangleMesh mesh, ObjectPose pose)
    {
        Matrix4x4 matrix = pose.ToMatrix();
        return new TriangleMesh(Array.ConvertAll(mesh.Positions, p => Vector3.Transform(p, matrix)), mesh.Indices);
    }
}

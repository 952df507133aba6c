using System.Numerics;

namespace Sam3D.Layout;

/// <summary>
/// Moves, scales and turns a placed object until its silhouette agrees with its mask (official <c>layout_post_optimization_utils</c>: scale and shift to the object's points, ICP, then render and compare).
/// </summary>
/// <remarks>
/// With a point map, the object is first brought to its visible points. Then silhouettes are drawn on a small raster around the mask and compared with it, from several starts, without derivatives: moves
/// within the picture, scale at constant depth, and turns, which must pay for themselves (<see cref="LayoutRefinementOptions.TurnPenalty"/>). Pure arithmetic on one thread: same input, same result.
/// </remarks>
public static class LayoutRefiner
{
    // The first simplex: a twelfth of the mask's box, a tenth of the scale, 11°.
    private static readonly double[] FirstSteps = [0.08, 0.08, 0.1, 0.2, 0.2, 0.2];

    // Those of the last searches. A simplex on a function of steps collapses early; a fresh one, to the other side, goes on.
    private static readonly double[][] LastSteps =
        [[-0.04, -0.04, -0.05, -0.1, -0.1, -0.1], [0.02, 0.02, 0.03, 0.1, -0.1, 0.1], [-0.02, 0.02, 0.03, -0.06, 0.06, 0.06], [0.015, -0.015, -0.02, 0.05, 0.05, -0.05]];

    // Gain of a search that is worth another one.
    private const double LeastGain = 0.001;

    /// <summary>Refines a pose.</summary>
    /// <param name="mesh">The object in object space. One without triangles, or with corners that are not finite, keeps its pose.</param>
    /// <param name="pose">Its place. One that is not finite or not in front of the camera is kept.</param>
    /// <param name="camera">The camera that took the picture.</param>
    /// <param name="mask">The object's visible pixels.</param>
    /// <param name="points">
    /// The points of the picture, of the mask's size: the object is brought to its own, and pixels beside the mask in which something nearer stands do not count. <see langword="null"/> where depth is
    /// unknown: then scale and depth are one, and the depth is kept.
    /// </param>
    /// <param name="others">Other placements of the same object to start from, for example <see cref="GeometryResult.PoseCandidates"/>.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Honoured once a start.</param>
    /// <exception cref="MaskException">The mask is empty.</exception>
    /// <exception cref="PointMapException">The point map has another size than the mask.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static LayoutRefinement Refine(
        TriangleMesh mesh,
        ObjectPose pose,
        CameraIntrinsics camera,
        Mask mask,
        PointMap? points = null,
        IReadOnlyList<ObjectPose>? others = null,
        LayoutRefinementOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentNullException.ThrowIfNull(pose);
        ArgumentNullException.ThrowIfNull(mask);
        options ??= new LayoutRefinementOptions();
        options.Validate();
        PixelBounds box = mask.GetBounds() ?? throw new MaskException(
            $"The {mask.Width}×{mask.Height} mask is empty, so no placement can agree with it: mark the object's pixels with 255 (or alpha above 0).");
        if (points is not null && (points.Width != mask.Width || points.Height != mask.Height))
        {
            throw new PointMapException(
                $"The point map has {points.Width}×{points.Height} points, the mask {mask.Width}×{mask.Height} pixels: give a point map of the mask's size.");
        }

        Mask? hidden = points is null ? null : Occluders.Find(points, mask);
        var view = new LayoutView(CoarseMesh.Of(mesh, options.MaxTriangles), camera, mask, box, hidden, options);
        if (!view.CanPlace(pose))
        {
            double kept = pose.IsUsable ? view.MeasureWhole(mesh, pose) : 0;
            return new LayoutRefinement { Pose = pose, IoUBefore = kept, IoU = kept, Silhouettes = view.Silhouettes };
        }

        // 1. To the object's points, where they are known: they tell the depth, which no silhouette does
        ObjectPose[] given = [pose, .. (others ?? []).Where(o => o != pose && view.CanPlace(o))];
        if (points is not null)
        {
            given = [.. given.Select(p => PointAlignment.Align(view, p, points, cancellationToken) ?? p)];
        }

        // 2. The best starts: poses as they are, and with their outline's box moved onto the mask's
        List<RankedStart> starts = [];
        foreach (ObjectPose start in (IEnumerable<ObjectPose>)[.. given, .. Turned(given[0], view.Middle, options.Turns)])
        {
            double margin = start == given[0] ? 0 : options.StartMargin;
            starts.Add(view.Rank(start, margin));
            if (view.OntoBox(start) is { } fitted)
            {
                starts.Add(view.Rank(fitted, margin));
            }
        }

        cancellationToken.ThrowIfCancellationRequested();

        // 3. Render and compare
        RankedStart best = starts[0];
        foreach (RankedStart start in starts.OrderByDescending(s => s.Value).Take(options.Finalists))
        {
            cancellationToken.ThrowIfCancellationRequested();
            RankedStart found = view.Search(start, FirstSteps);
            best = found.Value > best.Value ? found : best;
        }

        foreach (double[] steps in LastSteps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double last = best.Value;
            best = view.Search(best, steps);
            if (best.Value < last + LeastGain && steps != LastSteps[0])
            {
                break;
            }
        }

        // 4. Taken only where the whole mesh agrees better
        double before = view.MeasureWhole(mesh, pose), after = view.MeasureWhole(mesh, best.Pose);
        bool isTaken = after > before && after > options.MinIoU;
        return new LayoutRefinement
        {
            Pose = isTaken ? best.Pose : pose,
            IsRefined = isTaken,
            IoUBefore = before,
            IoU = isTaken ? after : before,
            Silhouettes = view.Silhouettes,
        };
    }

    private static IEnumerable<ObjectPose> Turned(ObjectPose pose, Vector3 middle, int turns) => Enumerable.Range(1, Math.Max(0, turns - 1)).Select(k =>
    {
        Quaternion rotation = Quaternion.Normalize(pose.Rotation * Quaternion.CreateFromAxisAngle(Vector3.UnitZ, k * MathF.Tau / turns));
        return pose with { Rotation = rotation, Translation = pose.Apply(middle) - (pose.Scale * Vector3.Transform(middle, rotation)) };
    });
}

using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>How well an object is placed before the camera.</summary>
public static class PoseMetrics
{
    private const int Directions = 512;

    /// <summary>
    /// ADD-S, the average distance of symmetric objects, as a part of the object's diameter: ½·(mean d(p, T) + mean d(t, P)) / diameter(T), over points of both placed surfaces. No
    /// correspondence enters, so a symmetric object may be turned by its symmetry.
    /// </summary>
    /// <param name="prediction">Points of the predicted surface, placed in camera space.</param>
    /// <param name="truth">Points of the true surface, placed in camera space.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="cancellationToken">Honoured soon.</param>
    public static double AddS(SurfaceSample prediction, SurfaceSample truth, int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(truth);
        return SurfaceComparison.Compare(prediction, truth, threads, cancellationToken).ChamferMeanDistance / Diameter(truth.Points);
    }

    /// <summary>
    /// The largest distance between two points, from the extreme points of 512 directions: never above the true one, and about 1 % below it at most.
    /// </summary>
    /// <param name="points">At least one point.</param>
    public static double Diameter(ReadOnlySpan<Vector3> points)
    {
        var extreme = new HashSet<Vector3>();
        for (int d = 0; d < Directions / 2; d++)
        {
            // Evenly over half a sphere: a golden spiral.
            double z = (d + 0.5) / (Directions / 2), angle = d * Math.PI * (3 - Math.Sqrt(5)), radius = Math.Sqrt(1 - (z * z));
            var direction = new Vector3((float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle)), (float)z);
            Vector3 low = points[0], high = points[0];
            float lowest = float.PositiveInfinity, highest = float.NegativeInfinity;
            foreach (Vector3 p in points)
            {
                float along = Vector3.Dot(p, direction);
                (low, lowest) = along < lowest ? (p, along) : (low, lowest);
                (high, highest) = along > highest ? (p, along) : (high, highest);
            }

            extreme.Add(low);
            extreme.Add(high);
        }

        double largest = 0;
        foreach (Vector3 a in extreme)
        {
            foreach (Vector3 b in extreme)
            {
                largest = Math.Max(largest, Vector3.Distance(a, b));
            }
        }

        return largest;
    }

    /// <summary>
    /// ICP rotation error: both surfaces are turned as their poses say, brought to one size, and aligned from where they lie; the angle of that alignment's rotation in degrees. A symmetric object
    /// may be turned by its symmetry. The alignment finds the nearest optimum, so large errors are often smaller here than they are.
    /// </summary>
    /// <param name="prediction">The predicted mesh in its object space.</param>
    /// <param name="predictedPose">Its predicted pose; only the rotation counts.</param>
    /// <param name="truth">The true mesh in its object space.</param>
    /// <param name="truePose">Its true pose; only the rotation counts.</param>
    /// <param name="seed">Seed of the points.</param>
    /// <param name="options">Points and steps; the start is always <see cref="IcpStarts.Identity"/>. <see langword="null"/> takes the defaults.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="cancellationToken">Honoured soon.</param>
    /// <returns>0 to 180.</returns>
    /// <exception cref="EvaluationException">A mesh has no surface.</exception>
    public static double IcpRotationError(
        TriangleMesh prediction,
        ObjectPose predictedPose,
        TriangleMesh truth,
        ObjectPose truePose,
        ulong seed,
        IcpOptions? options = null,
        int threads = 1,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predictedPose);
        ArgumentNullException.ThrowIfNull(truePose);
        TriangleMesh source = Turned(prediction, predictedPose.Rotation), target = Turned(truth, truePose.Rotation);
        IcpOptions fromHere = (options ?? new IcpOptions()) with { Starts = IcpStarts.Identity, Finalists = 1 };
        return IterativeClosestPoint.Align(source, target, seed, fromHere, threads, cancellationToken).Motion.AngleDegrees;
    }

    private static TriangleMesh Turned(TriangleMesh mesh, Quaternion rotation)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        TriangleMesh unit = UnitCube.Normalize(mesh);
        return new TriangleMesh(Array.ConvertAll(unit.Positions, p => Vector3.Transform(p, rotation)), unit.Indices);
    }
}

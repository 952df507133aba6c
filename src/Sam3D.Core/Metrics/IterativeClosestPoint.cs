using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>
/// Aligns one surface to another by rotation and translation: iterative closest points, point to point (Besl and McKay, "A method for registration of 3-D shapes", 1992),
/// from several starts.
/// </summary>
/// <remarks>
/// A step takes the nearest point of the target for each source point and the rigid motion of least squares between them. Candidates are judged in both directions: half the mean
/// squared distance from source to target plus half that from target to source, so that a small part does not hide in a large one. Deterministic.
/// </remarks>
public static class IterativeClosestPoint
{
    /// <summary>Finds the motion of the source that brings it nearest to the target.</summary>
    /// <param name="source">The mesh to move.</param>
    /// <param name="target">The mesh to reach.</param>
    /// <param name="seed">Seed of the points.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <param name="threads">At least 1; the result does not depend on it.</param>
    /// <param name="cancellationToken">Honoured once a step.</param>
    /// <exception cref="EvaluationException">A mesh has no surface.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IcpResult Align(
        TriangleMesh source,
        TriangleMesh target,
        ulong seed,
        IcpOptions? options = null,
        int threads = 1,
        CancellationToken cancellationToken = default)
    {
        options ??= new IcpOptions();
        options.Validate();

        // 1. A few points from every start.
        Vector3[] from = SurfaceSampler.Sample(source, options.CoarsePoints, seed).Points;
        Vector3[] to = SurfaceSampler.Sample(target, options.CoarsePoints, seed + 1).Points;
        var index = new PointIndex(to);
        Quaternion[] starts = Starts(options.Starts);
        var coarse = new IcpResult[starts.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.For(0, starts.Length, parallel, s =>
        {
            RigidMotion start = AboutMiddles(starts[s], from, to);
            coarse[s] = Refine(from, to, index, start, options.CoarseSteps, options.Tolerance, 1, cancellationToken);
        });

        // 2. More points from the best of them.
        from = SurfaceSampler.Sample(source, options.Points, seed + 2).Points;
        to = SurfaceSampler.Sample(target, options.Points, seed + 3).Points;
        index = new PointIndex(to);
        IcpResult? best = null;
        foreach (IcpResult candidate in coarse.OrderBy(r => r.MeanSquaredDistance).Take(options.Finalists))
        {
            IcpResult result = Refine(from, to, index, candidate.Motion, options.Steps, options.Tolerance, threads, cancellationToken);
            best = best is null || result.MeanSquaredDistance < best.MeanSquaredDistance ? result : best;
        }

        return best!;
    }

    /// <summary>Runs the steps from one start.</summary>
    internal static IcpResult Refine(
        Vector3[] source,
        Vector3[] target,
        PointIndex index,
        RigidMotion motion,
        int steps,
        double tolerance,
        int threads,
        CancellationToken cancellationToken)
    {
        Vector3[] moved = new Vector3[source.Length], partners = new Vector3[source.Length];
        int[] nearest = new int[source.Length];
        float[] squared = new float[source.Length];
        double before = double.PositiveInfinity;
        int step = 0;
        while (step < steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Move(source, motion, moved);
            index.Nearest(moved, nearest, squared, threads, cancellationToken);
            double mean = Mean(squared);
            if (step > 0 && before - mean <= tolerance * before)
            {
                break;
            }

            before = mean;
            for (int i = 0; i < partners.Length; i++)
            {
                partners[i] = target[nearest[i]];
            }

            // Fitted to the source itself, so that errors of rounding do not add up over the steps.
            motion = RigidFit.Fit(source, partners);
            step++;
        }

        Move(source, motion, moved);
        index.Nearest(moved, nearest, squared, threads, cancellationToken);
        double forward = Mean(squared);
        float[] back = new float[target.Length];
        new PointIndex(moved).Nearest(target, new int[target.Length], back, threads, cancellationToken);
        return new IcpResult(motion, (forward + Mean(back)) / 2, step);
    }

    internal static Quaternion[] Starts(IcpStarts starts) => starts switch
    {
        IcpStarts.Identity => [Quaternion.Identity],
        IcpStarts.Yaw => [.. Enumerable.Range(0, 12).Select(k => Quaternion.CreateFromAxisAngle(Vector3.UnitZ, k * MathF.PI / 6))],
        _ => CubeTurns(),
    };

    // Six directions for what was up, four turns round z after each.
    private static Quaternion[] CubeTurns()
    {
        const float quarter = MathF.PI / 2;
        Quaternion[] tilts =
        [
            Quaternion.Identity,
            Quaternion.CreateFromAxisAngle(Vector3.UnitX, quarter),
            Quaternion.CreateFromAxisAngle(Vector3.UnitX, 2 * quarter),
            Quaternion.CreateFromAxisAngle(Vector3.UnitX, 3 * quarter),
            Quaternion.CreateFromAxisAngle(Vector3.UnitY, quarter),
            Quaternion.CreateFromAxisAngle(Vector3.UnitY, -quarter),
        ];
        return [.. tilts.SelectMany(tilt => Enumerable.Range(0, 4).Select(k => Quaternion.CreateFromAxisAngle(Vector3.UnitZ, k * quarter) * tilt))];
    }

    // As they lie for the start without a turn; the others turn about the middles of the points.
    private static RigidMotion AboutMiddles(Quaternion rotation, Vector3[] from, Vector3[] to)
    {
        if (rotation.IsIdentity)
        {
            return RigidMotion.Identity;
        }

        Vector3 a = Middle(from), b = Middle(to);
        return new RigidMotion(rotation, b - Vector3.Transform(a, rotation));
    }

    private static Vector3 Middle(Vector3[] points)
    {
        double x = 0, y = 0, z = 0;
        foreach (Vector3 p in points)
        {
            (x, y, z) = (x + p.X, y + p.Y, z + p.Z);
        }

        return new Vector3((float)(x / points.Length), (float)(y / points.Length), (float)(z / points.Length));
    }

    private static void Move(Vector3[] points, RigidMotion motion, Vector3[] moved)
    {
        for (int i = 0; i < points.Length; i++)
        {
            moved[i] = motion.Apply(points[i]);
        }
    }

    private static double Mean(float[] values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}

/// <summary>An alignment.</summary>
/// <param name="Motion">Moves the source onto the target.</param>
/// <param name="MeanSquaredDistance">Half the mean squared distance from source to target plus half that back, between the points used.</param>
/// <param name="Steps">Steps of the last round.</param>
public sealed record IcpResult(RigidMotion Motion, double MeanSquaredDistance, int Steps);

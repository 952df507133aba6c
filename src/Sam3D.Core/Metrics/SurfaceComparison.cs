using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>How far two surfaces are from each other: the distance of every point of each sample to the nearest point of the other one.</summary>
/// <remarks>
/// P are the points of the prediction, T those of the truth, d(p, T) is the distance of p to the nearest point of T. Two samples of one surface are not at distance 0:
/// n points on an area A leave about ½·√(A/n) between neighbours.
/// </remarks>
public sealed class SurfaceComparison
{
    private const int Chunk = 4096;
    private readonly float[] _toTruth, _toPrediction;

    private SurfaceComparison(float[] toTruth, float[] toPrediction, double normalToTruth, double normalToPrediction)
    {
        _toTruth = toTruth;
        _toPrediction = toPrediction;
        MeanToTruth = Mean(toTruth, squared => Math.Sqrt(squared));
        MeanToPrediction = Mean(toPrediction, squared => Math.Sqrt(squared));
        MeanSquaredToTruth = Mean(toTruth, squared => squared);
        MeanSquaredToPrediction = Mean(toPrediction, squared => squared);
        NormalConsistency = (normalToTruth + normalToPrediction) / 2;
    }

    /// <summary>Mean over P of d(p, T).</summary>
    public double MeanToTruth { get; }

    /// <summary>Mean over T of d(t, P).</summary>
    public double MeanToPrediction { get; }

    /// <summary>Mean over P of d(p, T)².</summary>
    public double MeanSquaredToTruth { get; }

    /// <summary>Mean over T of d(t, P)².</summary>
    public double MeanSquaredToPrediction { get; }

    /// <summary>Chamfer distance, the mean of both directions' mean distances: ½·(mean d(p, T) + mean d(t, P)). Often written L1.</summary>
    public double ChamferMeanDistance => (MeanToTruth + MeanToPrediction) / 2;

    /// <summary>Chamfer distance, the sum of both directions' mean squared distances: mean d(p, T)² + mean d(t, P)². Often written L2.</summary>
    public double ChamferSumSquared => MeanSquaredToTruth + MeanSquaredToPrediction;

    /// <summary>Mean of |n·n'| over the nearest pairs, averaged over both directions, 0 to 1. The sign is ignored: triangles of found meshes face anywhere.</summary>
    public double NormalConsistency { get; }

    /// <summary>Compares two samples.</summary>
    /// <param name="prediction">P.</param>
    /// <param name="truth">T.</param>
    /// <param name="threads">At least 1; the result does not depend on it.</param>
    /// <param name="cancellationToken">Honoured soon.</param>
    public static SurfaceComparison Compare(
        SurfaceSample prediction, SurfaceSample truth, int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(truth);
        (float[] toTruth, double normalToTruth) = Direction(prediction, truth, threads, cancellationToken);
        (float[] toPrediction, double normalToPrediction) = Direction(truth, prediction, threads, cancellationToken);
        return new SurfaceComparison(toTruth, toPrediction, normalToTruth, normalToPrediction);
    }

    /// <summary>The F-score at a distance: precision is the part of P with d(p, T) below it, recall the part of T with d(t, P) below it.</summary>
    /// <param name="threshold">Distance above 0, in the samples' unit.</param>
    public FScore FScore(double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        return new FScore(Below(_toTruth, threshold), Below(_toPrediction, threshold));
    }

    private static (float[] Squared, double NormalMean) Direction(
        SurfaceSample from, SurfaceSample to, int threads, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var index = new PointIndex(to.Points);
        int[] nearest = new int[from.Count];
        float[] squared = new float[from.Count];
        index.Nearest(from.Points, nearest, squared, threads, cancellationToken);
        double sum = Sum(from.Count, i => Math.Min(1, Math.Abs(Vector3.Dot(from.Normals[i], to.Normals[nearest[i]]))));
        return (squared, sum / from.Count);
    }

    private static double Below(float[] squared, double threshold)
    {
        double limit = threshold * threshold;
        int count = 0;
        foreach (float value in squared)
        {
            count += value < limit ? 1 : 0;
        }

        return (double)count / squared.Length;
    }

    private static double Mean(float[] values, Func<double, double> map) => Sum(values.Length, i => map(values[i])) / values.Length;

    // Pieces of a fixed size, summed in their order, so that the last bits are the same everywhere.
    private static double Sum(int count, Func<int, double> term)
    {
        double total = 0;
        for (int from = 0; from < count; from += Chunk)
        {
            double part = 0;
            for (int i = from; i < Math.Min(count, from + Chunk); i++)
            {
                part += term(i);
            }

            total += part;
        }

        return total;
    }
}

/// <summary>Precision and recall of a surface at a distance.</summary>
/// <param name="Precision">Part of the prediction that is near the truth, 0 to 1.</param>
/// <param name="Recall">Part of the truth that is near the prediction, 0 to 1.</param>
public readonly record struct FScore(double Precision, double Recall)
{
    /// <summary>Harmonic mean of both, 2·P·R/(P+R); 0 when both are 0.</summary>
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;
}

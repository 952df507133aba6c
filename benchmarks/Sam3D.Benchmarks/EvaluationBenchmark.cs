using System.Numerics;
using BenchmarkDotNet.Attributes;
using Sam3D.Evaluation;
using Sam3D.Metrics;

namespace Sam3D.Benchmarks;

/// <summary>
/// Scoring a shape as the paper does: a million points on each of two surfaces. The rival of the search for nearest points is the plain loop over all pairs, on so few points that it ends.
/// </summary>
public class EvaluationBenchmark
{
    private const int PlainPoints = 20_000;

    private TriangleMesh? _prediction, _truth;
    private SurfaceSample? _from, _to, _fewFrom, _fewTo;

    public static IEnumerable<int> ThreadCounts => BenchmarkRun.ThreadCounts;

    private static int Points => BenchmarkRun.IsSmoke ? 2000 : 1_000_000;

    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _prediction = Blob(0.9f, 0.25f, 5);
        _truth = Blob(1f, 0.2f, 4);
        (_from, _to) = (SurfaceSampler.Sample(_prediction, Points, 1), SurfaceSampler.Sample(_truth, Points, 2));
        int few = BenchmarkRun.IsSmoke ? 500 : PlainPoints;
        (_fewFrom, _fewTo) = (SurfaceSampler.Sample(_prediction, few, 1), SurfaceSampler.Sample(_truth, few, 2));
    }

    /// <summary>All pairs of 20,000 points, one direction.</summary>
    [Benchmark(Baseline = true)]
    public float NearestOf20000PlainLoop()
    {
        float sum = 0;
        foreach (Vector3 query in _fewFrom!.Points)
        {
            PointIndex.PlainNearest(_fewTo!.Points, query, out float squared);
            sum += squared;
        }

        return sum;
    }

    /// <summary>The same by the tree, its building included.</summary>
    [Benchmark]
    public float NearestOf20000()
    {
        int[] nearest = new int[_fewFrom!.Count];
        float[] squared = new float[_fewFrom.Count];
        new PointIndex(_fewTo!.Points).Nearest(_fewFrom.Points, nearest, squared, Threads);
        return squared[0];
    }

    /// <summary>A million points on one surface.</summary>
    [Benchmark]
    public SurfaceSample SampleMillion() => SurfaceSampler.Sample(_truth!, Points, 3);

    /// <summary>F-score, both Chamfer distances and normals of a million points on each surface, both directions.</summary>
    [Benchmark]
    public SurfaceComparison CompareMillion() => SurfaceComparison.Compare(_from!, _to!, Threads);

    /// <summary>Alignment from 24 starts.</summary>
    [Benchmark]
    public IcpResult Align() => IterativeClosestPoint.Align(_prediction!, _truth!, 1, threads: Threads);

    /// <summary>Cells of both meshes on 64³.</summary>
    [Benchmark]
    public VoxelIoU Voxels() => VoxelSolid.Compare(_prediction!, _truth!);

    /// <summary>Best assignment of 1,024 points.</summary>
    [Benchmark]
    public double Assignment() => EarthMoversDistance.Compute(
        _fewFrom!.Points.AsSpan(0, Math.Min(1024, _fewFrom.Count)), _fewTo!.Points.AsSpan(0, Math.Min(1024, _fewTo.Count)));

    /// <summary>All of a shape's scores.</summary>
    [Benchmark]
    public ShapeScore WholeShape() => CaseScorer.ScoreShape(_prediction!, _truth!, new EvaluationOptions { Points = Points, Threads = Threads }).Score;

    /// <summary>A lumpy sphere of 73,728 triangles, about what a reconstruction has.</summary>
    private static TriangleMesh Blob(float radius, float lump, int waves)
    {
        const int rings = 192, around = 192;
        var positions = new List<Vector3>();
        var indices = new List<int>();
        for (int r = 0; r <= rings; r++)
        {
            for (int a = 0; a < around; a++)
            {
                double polar = Math.PI * r / rings, turn = 2 * Math.PI * a / around;
                double size = radius + (lump * Math.Sin(waves * turn) * Math.Sin(polar) * Math.Sin(2 * polar));
                positions.Add(new Vector3(
                    (float)(size * Math.Sin(polar) * Math.Cos(turn)), (float)(size * Math.Sin(polar) * Math.Sin(turn)), (float)(0.7 * size * Math.Cos(polar))));
                if (r < rings)
                {
                    int p = (r * around) + a, q = (r * around) + ((a + 1) % around);
                    indices.AddRange([p, p + around, q + around, p, q + around, q]);
                }
            }
        }

        return new TriangleMesh([.. positions], [.. indices]);
    }
}

using System.Numerics;
using BenchmarkDotNet.Attributes;
using Sam3D.Meshing;
using Sam3D.Rendering;

namespace Sam3D.Benchmarks;

/// <summary>
/// The nearest triangle of every pixel, 512×512, on one core: a plain loop over each triangle's box, which also keeps barycentric weights, the visibility buffer, and the
/// picture of depths and weights that is made of it. Large: 200 triangles that each cover much of the picture. Small: a sphere of a few pixels a triangle.
/// The rate is that of covered samples for large triangles, of triangles for small ones.
/// </summary>
[Rates("M/s")]
public class RasterizerBenchmark : ICountedBenchmark
{
    private const int Size = 512;
    private Vector3[] _screen = [];
    private int[] _indices = [];

    [Params("large", "small")]
    public string Triangles { get; set; } = "";

    /// <summary>In thousands of 10⁻⁹, for a rate in millions: covered samples of large triangles, the number of small ones.</summary>
    public double WorkOf(string method)
    {
        Setup();
        double area = 0;
        for (int i = 0; i < _indices.Length; i += 3)
        {
            Vector3 a = _screen[_indices[i]], b = _screen[_indices[i + 1]] - a, c = _screen[_indices[i + 2]] - a;
            area += Math.Abs((b.X * c.Y) - (b.Y * c.X)) / 2;
        }

        return 1000 * (Triangles == "large" ? area : _indices.Length / 3);
    }

    [GlobalSetup]
    public void Setup()
    {
        if (Triangles == "large")
        {
            var random = new Random(1);
            _screen = [.. Enumerable.Range(0, 600).Select(_ => new Vector3(random.NextSingle() * Size, random.NextSingle() * Size, 1 + random.NextSingle()))];
            _indices = [.. Enumerable.Range(0, 600)];
            return;
        }

        TriangleMesh sphere = RenderSphere(BenchmarkRun.IsSmoke ? 24 : 128);
        var (pose, camera) = new OrbitCamera().Place(sphere.Positions, Size, Size);
        _screen = [.. sphere.Positions.Select(p => { Vector3 q = pose.Apply(p); Vector2 uv = camera.Project(q); return new Vector3(uv * Size, q.Z); })];
        _indices = sphere.Indices;
    }

    [Benchmark(Baseline = true)]
    public float[] PlainLoop() => BoxLoopRasterizer.Draw(_screen, _indices, Size, Size);

    [Benchmark]
    public object VisibilityBuffer()
    {
        var buffer = new VisibilityBuffer(Size, 0, Size);
        VisibilityRasterizer.Draw(buffer, ScreenCorner.Of(_screen), _indices, 0);
        return buffer;
    }

    /// <summary>The same, and depth and barycentric weights of what is seen, as the plain loop keeps them.</summary>
    [Benchmark]
    public DepthImage DepthsAndWeights() => SoftwareRasterizer.Rasterize(_screen, _indices, Size, Size);

    /// <summary>The surface of a ball on a lattice.</summary>
    internal static TriangleMesh RenderSphere(int resolution)
    {
        float[] logits = new float[resolution * resolution * resolution];
        for (int n = 0; n < logits.Length; n++)
        {
            var p = new Vector3(n / (resolution * resolution), n / resolution % resolution, n % resolution);
            logits[n] = (resolution * 0.45f) - Vector3.Distance(p, new Vector3((resolution - 1) / 2f));
        }

        return SurfaceExtractor.Extract(new OccupancyGrid(resolution, logits), 0, new SurfaceOptions { SmoothingIterations = 0 });
    }
}

using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class SurfaceExtractorTests
{
    private static readonly Vector3 HalfBox = new(0.35f, 0.25f, 0.3f);

    [Theory]
    [InlineData("sphere", 32, 2)]
    [InlineData("sphere", 64, 2)]
    [InlineData("box", 32, 2)]
    [InlineData("box", 64, 2)]
    [InlineData("torus", 48, 0)]
    [InlineData("torus", 64, 0)]
    public void AnalyticShapesComeOutWatertightAndTrue(string shape, int resolution, int eulerNumber)
    {
        (Func<Vector3, float> distance, double volume) = Shape(shape);
        TriangleMesh mesh = SurfaceExtractor.Extract(Shapes.Sample(resolution, distance));
        MeshTopology topology = MeshTopology.Of(mesh);

        TestContext.Current.TestOutputHelper!.WriteLine($"{shape} {resolution}³: volume {topology.Volume / volume:P2} of the exact one");
        Assert.True(topology.IsClosed);
        Assert.True(topology.IsManifold);
        Assert.Equal(1, topology.ComponentCount);
        Assert.Equal(eulerNumber, topology.EulerNumber);
        Assert.InRange(topology.Volume, 0.98 * volume, 1.02 * volume);
        Assert.All(mesh.Positions, p => Assert.InRange(Math.Abs(distance(p)), 0, 1f / resolution));
    }

    [Theory]
    [InlineData("sphere")]
    [InlineData("torus")]
    public void NormalsAreUnitAndPointOutwards(string shape)
    {
        Func<Vector3, float> distance = Shape(shape).Distance;
        TriangleMesh mesh = SurfaceExtractor.Extract(Shapes.Sample(48, distance));
        for (int v = 0; v < mesh.Positions.Length; v++)
        {
            Vector3 p = mesh.Positions[v];
            const float h = 1e-3f;
            Vector3 gradient = Vector3.Normalize(new Vector3(
                distance(p + (h * Vector3.UnitX)) - distance(p - (h * Vector3.UnitX)),
                distance(p + (h * Vector3.UnitY)) - distance(p - (h * Vector3.UnitY)),
                distance(p + (h * Vector3.UnitZ)) - distance(p - (h * Vector3.UnitZ))));
            Assert.Equal(1f, mesh.Normals![v].Length(), 1e-5f);
            Assert.True(Vector3.Dot(gradient, mesh.Normals[v]) > 0.9f, $"vertex {v} at {p}: normal {mesh.Normals[v]}");
        }
    }

    [Fact]
    public void AnEmptyGridGivesAnEmptyMesh()
    {
        TriangleMesh mesh = SurfaceExtractor.Extract(new OccupancyGrid(8, [.. Enumerable.Repeat(-3f, 512)]));
        Assert.Equal(0, mesh.TriangleCount);
        Assert.Empty(mesh.Positions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void AFullGridIsClosedAtTheBorder(int resolution)
    {
        float[] full = [.. Enumerable.Repeat(20f, resolution * resolution * resolution)];
        TriangleMesh mesh = SurfaceExtractor.Extract(new OccupancyGrid(resolution, full));
        MeshTopology topology = MeshTopology.Of(mesh);
        Assert.True(topology.IsClosed && topology.IsManifold);
        Assert.Equal(2, topology.EulerNumber);
        Assert.True(topology.Volume > 0);
        Assert.All(mesh.Positions, p => Assert.True(Vector3.Abs(p) == Vector3.Min(Vector3.Abs(p), new Vector3(0.5f))));
        if (resolution == 16)
        {
            Assert.InRange(topology.Volume, 0.97, 1.0); // edges and corners are rounded over a voxel
        }
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.5, 2)]
    [InlineData(0.1, 3)]
    [InlineData(0.3, 4)]
    [InlineData(0.7, 5)]
    [InlineData(0.9, 6)]
    public void RandomNoiseIsAlwaysAClosedManifold(double filled, int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 8; round++)
        {
            int resolution = 2 + (3 * round);
            float[] logits = new float[resolution * resolution * resolution];
            for (int i = 0; i < logits.Length; i++)
            {
                logits[i] = (float)(filled - random.NextDouble()) * 40f;
            }

            MeshTopology topology = MeshTopology.Of(
                SurfaceExtractor.Extract(new OccupancyGrid(resolution, logits), 0, new SurfaceOptions { MinComponentFraction = 0 }));
            Assert.Equal((0, 0, 0), (topology.OpenEdgeCount, topology.NonManifoldEdgeCount, topology.NonManifoldVertexCount));
            Assert.True(topology.Volume > 0 || topology.TriangleCount == 0);
        }
    }

    [Fact]
    public void ATunnelWithAPinchedFaceIsManifold()
    {
        // Two cubes whose common face has diagonal inside corners that both sides connect round the empty ones: without
        // the decision of CellSheets four quads would meet in one edge.
        const int n = 5;
        float[] logits = [.. Enumerable.Repeat(-5f, n * n * n)];
        for (int x = 1; x <= 3; x++)
        {
            for (int i = 0; i < 4; i++)
            {
                (int y, int z) = (1 + (i & 1), 1 + (i >> 1));
                logits[(((x * n) + y) * n) + z] = x == 2 && i is 0 or 3 ? -5f : 5f;
            }
        }

        MeshTopology topology = MeshTopology.Of(SurfaceExtractor.Extract(new OccupancyGrid(n, logits)));
        Assert.True(topology.IsClosed && topology.IsManifold);
    }

    [Fact]
    public void NotANumberIsEmptyAndInfinityIsSaturated()
    {
        OccupancyGrid sphere = Shapes.Sample(16, p => Shapes.Sphere(p, 0.3f));
        float[] logits = [.. sphere.Logits];
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = logits[i] > 5 ? float.PositiveInfinity : logits[i] < -5 ? (i % 2 == 0 ? float.NaN : float.NegativeInfinity) : logits[i];
        }

        TriangleMesh mesh = SurfaceExtractor.Extract(new OccupancyGrid(16, logits));
        Assert.True(MeshTopology.Of(mesh).IsClosed);
        Assert.All(mesh.Positions, p => Assert.True(float.IsFinite(p.Length())));
    }

    [Fact]
    public void SpecksAreLeftOutByDefaultAndKeptOnRequest()
    {
        OccupancyGrid sphere = Shapes.Sample(32, p => Shapes.Sphere(p, 0.3f));
        float[] logits = [.. sphere.Logits];
        logits[(((30 * 32) + 30) * 32) + 30] = 10f;
        var grid = new OccupancyGrid(32, logits);
        Assert.Equal(1, MeshTopology.Of(SurfaceExtractor.Extract(grid)).ComponentCount);
        Assert.Equal(2, MeshTopology.Of(SurfaceExtractor.Extract(grid, 0, new SurfaceOptions { MinComponentFraction = 0 })).ComponentCount);
    }

    [Fact]
    public void AHigherThresholdMakesASmallerObject()
    {
        OccupancyGrid grid = Shapes.Sample(32, p => Shapes.Sphere(p, 0.3f));
        double at0 = MeshTopology.Of(SurfaceExtractor.Extract(grid)).Volume;
        double at10 = MeshTopology.Of(SurfaceExtractor.Extract(grid, 10)).Volume; // one voxel further in
        Assert.InRange(Math.Pow(at10 / at0, 1 / 3.0), (0.3 - (1.3 / 32)) / 0.3, (0.3 - (0.7 / 32)) / 0.3);
    }

    [Fact]
    public void SameInputSameBytes()
    {
        OccupancyGrid grid = Shapes.Sample(24, p => Shapes.Torus(p, 0.3f, 0.12f));
        TriangleMesh first = SurfaceExtractor.Extract(grid), second = SurfaceExtractor.Extract(grid);
        Assert.Equal(first.Positions, second.Positions);
        Assert.Equal(first.Indices, second.Indices);
        Assert.Equal(first.Normals, second.Normals);
    }

    [Fact]
    public void AFineGridTakesMemoryInProportionToTheSurface()
    {
        OccupancyGrid grid = Shapes.Sample(256, p => Shapes.Sphere(p, 0.1f));
        SurfaceExtractor.Extract(Shapes.Sample(8, p => Shapes.Sphere(p, 0.1f))); // not counted: the tables
        long before = GC.GetAllocatedBytesForCurrentThread();
        TriangleMesh mesh = SurfaceExtractor.Extract(grid);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.TestOutputHelper!.WriteLine($"{mesh.Positions.Length} vertices, {bytes / 1e6:0.0} MB allocated");
        Assert.True(bytes < (257 * 257 * 12) + (600 * mesh.Positions.Length), $"{bytes} bytes");
    }

    [Fact]
    public void ImpossibleOptionsAreNamedTogether()
    {
        OccupancyGrid grid = Shapes.Sample(4, p => Shapes.Sphere(p, 0.3f));
        var options = new SurfaceOptions { LogitSoftness = 0, MaxDisplacement = 2, SmoothingIterations = -1, MinComponentFraction = float.NaN };
        string message = Assert.Throws<ArgumentException>(() => SurfaceExtractor.Extract(grid, 0, options)).Message;
        Assert.All(
            (string[])[nameof(options.LogitSoftness), nameof(options.MaxDisplacement), nameof(options.SmoothingIterations), nameof(options.MinComponentFraction)],
            name => Assert.Contains(name, message));
        Assert.Throws<ArgumentException>(() => SurfaceExtractor.Extract(grid, float.NaN));
    }

    private static (Func<Vector3, float> Distance, double Volume) Shape(string name) => name switch
    {
        "sphere" => (p => Shapes.Sphere(p, 0.4f), 4 / 3.0 * Math.PI * Math.Pow(0.4, 3)),
        "box" => (p => Shapes.Box(p, HalfBox), 8.0 * HalfBox.X * HalfBox.Y * HalfBox.Z),
        _ => (p => Shapes.Torus(p, 0.3f, 0.13f), 2 * Math.PI * Math.PI * 0.3 * 0.13 * 0.13),
    };
}

using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class FlexiCubesTests
{
    private static readonly Vector3 HalfBox = new(0.35f, 0.25f, 0.3f);

    public static (Func<Vector3, float> Distance, double Volume) Shape(string name) => name switch
    {
        "sphere" => (p => Shapes.Sphere(p, 0.4f), 4 / 3.0 * Math.PI * Math.Pow(0.4, 3)),
        "box" => (p => Shapes.Box(p, HalfBox), 8.0 * HalfBox.X * HalfBox.Y * HalfBox.Z),
        _ => (p => Shapes.Torus(p, 0.3f, 0.13f), 2 * Math.PI * Math.PI * 0.3 * 0.13 * 0.13),
    };

    /// <summary>The cubes whose centres are not farther than some cubes from the surface.</summary>
    public static VoxelIndex[] Shell(int resolution, Func<Vector3, float> distance, float cubes = 2f) =>
        [.. Places(resolution).Where(v => Math.Abs(distance(Center(v, resolution))) <= cubes / resolution)];

    public static VoxelIndex[] Places(int n) => [.. Enumerable.Range(0, n * n * n).Select(i => new VoxelIndex(i / (n * n), i / n % n, i % n))];

    public static VoxelIndex[] CornersOf(IEnumerable<VoxelIndex> cubes) =>
        [.. cubes.SelectMany(v => Enumerable.Range(0, 8).Select(c => new VoxelIndex(v.X + (c & 1), v.Y + ((c >> 1) & 1), v.Z + (c >> 2)))).Distinct()];

    [Theory]
    [InlineData("sphere", 32, 2)]
    [InlineData("sphere", 64, 2)]
    [InlineData("box", 64, 2)]
    [InlineData("torus", 48, 0)]
    [InlineData("torus", 64, 0)]
    public void ShellsOfAnalyticShapesGiveWatertightSurfaces(string shape, int resolution, int eulerNumber)
    {
        (Func<Vector3, float> distance, double volume) = Shape(shape);
        TriangleMesh mesh = FlexiCubes.Extract(Sample(resolution, distance, FlexiCubesBorder.Open)).ToMesh();
        MeshTopology topology = MeshTopology.Of(mesh);

        TestContext.Current.TestOutputHelper!.WriteLine($"{shape} {resolution}³: volume {topology.Volume / volume:P2} of the exact one");
        Assert.True(topology.IsClosed);
        Assert.True(topology.IsManifold);
        Assert.Equal(1, topology.ComponentCount);
        Assert.Equal(eulerNumber, topology.EulerNumber);
        Assert.InRange(topology.Volume, 0.99 * volume, 1.01 * volume);
        Assert.All(mesh.Positions, p => Assert.InRange(Math.Abs(distance(p)), 0, 0.5f / resolution));
    }

    [Fact]
    public void AShellInEmptySpaceHasAnInnerSurfaceToo()
    {
        FlexiCubesGrid grid = Sample(32, p => Shapes.Sphere(p, 0.3f), FlexiCubesBorder.Outside);
        MeshTopology topology = MeshTopology.Of(FlexiCubes.Extract(grid).ToMesh());
        Assert.True(topology.IsClosed);
        Assert.Equal((2, 4), (topology.ComponentCount, topology.EulerNumber));
    }

    [Fact]
    public void AnOpenShellThatStopsHasAHole()
    {
        FlexiCubesGrid whole = Sample(32, p => Shapes.Sphere(p, 0.3f), FlexiCubesBorder.Open);
        VoxelIndex[] lower = [.. whole.Cubes.Where(c => c.Z < 16)];
        var half = new FlexiCubesGrid(32, whole.Vertices, whole.Scalars, cubes: lower, border: FlexiCubesBorder.Open);
        MeshTopology topology = MeshTopology.Of(FlexiCubes.Extract(half).ToMesh());
        Assert.False(topology.IsClosed);
        Assert.True(topology.IsManifold);
        Assert.Equal(1, topology.EulerNumber); // a disk
    }

    [Theory]
    [InlineData(0.5, 1, FlexiCubesBorder.Outside)]
    [InlineData(0.1, 2, FlexiCubesBorder.Outside)]
    [InlineData(0.9, 3, FlexiCubesBorder.Outside)]
    [InlineData(0.5, 4, FlexiCubesBorder.Open)]
    [InlineData(0.4, 5, FlexiCubesBorder.Open)]
    public void SparseNoiseGivesWhatThePlainReferenceGives(double listed, int seed, FlexiCubesBorder border)
    {
        var random = new Random(seed);
        for (int resolution = 1; resolution <= 9; resolution += 2)
        {
            bool weighted = resolution != 5;
            FlexiCubesGrid grid = Noise(random, resolution, listed, border, weighted, attributes: resolution % 4);
            FlexiCubesSurface expected = FlexiCubesReference.Extract(grid), actual = FlexiCubes.Extract(grid);
            Assert.Equal(expected.Indices, actual.Indices);
            Assert.Equal(expected.Positions.Length, actual.Positions.Length);
            Assert.All(expected.Positions.Zip(actual.Positions), p => Assert.InRange(Vector3.Distance(p.First, p.Second), 0, 2e-6f));
            Assert.Equal(expected.Attributes.Length, actual.Attributes.Length);
            Assert.All(expected.Attributes.Zip(actual.Attributes), p => Assert.Equal(p.First, p.Second, 2e-6f));
        }
    }

    [Fact]
    public void TheOrderOfTheListsDoesNotMatter()
    {
        var random = new Random(6);
        FlexiCubesGrid grid = Noise(random, 8, 0.6, FlexiCubesBorder.Outside, weighted: true, attributes: 2);
        int[] v = [.. Enumerable.Range(0, grid.Vertices.Length).OrderBy(_ => random.Next())];
        int[] c = [.. Enumerable.Range(0, grid.Cubes.Length).OrderBy(_ => random.Next())];
        var shuffled = new FlexiCubesGrid(
            grid.Resolution,
            [.. v.Select(i => grid.Vertices[i])],
            [.. v.Select(i => grid.Scalars[i])],
            [.. v.Select(i => grid.Positions![i])],
            [.. v.SelectMany(i => grid.Attributes![(2 * i)..((2 * i) + 2)])],
            [.. c.Select(i => grid.Cubes[i])],
            [.. c.SelectMany(i => grid.Weights![(21 * i)..((21 * i) + 21)])]);
        FlexiCubesSurface expected = FlexiCubes.Extract(grid), actual = FlexiCubes.Extract(shuffled);
        Assert.NotEmpty(expected.Indices);
        Assert.Equal(expected.Indices, actual.Indices);
        Assert.Equal(expected.Positions, actual.Positions);
        Assert.Equal(expected.Attributes, actual.Attributes);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.Epsilon)]
    public void AScalarOfZeroIsOutsideAndKeepsTheWinding(float outside)
    {
        // One inside vertex, whose neighbours are all as near to the surface as can be: an octahedron's dual, a cube.
        VoxelIndex[] places = Places(5);
        float[] scalars = [.. places.Select(v => v == new VoxelIndex(2, 2, 2) ? -float.Epsilon : outside)];
        float[] weights = [.. Enumerable.Repeat(-50f, 64 * 21)]; // α and β as small as they get
        var grid = new FlexiCubesGrid(4, places, scalars, cubes: Places(4), weights: weights);
        MeshTopology topology = MeshTopology.Of(FlexiCubes.Extract(grid).ToMesh());
        Assert.True(topology.IsClosed && topology.IsManifold);
        Assert.Equal((8, 12), (topology.VertexCount, topology.TriangleCount));
        Assert.True(topology.Volume > 0);
    }

    [Fact]
    public void ExtremeValuesGiveFinitePositionsWithinTheirCubes()
    {
        var random = new Random(7);
        float[] extremes = [float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon, 1, -1];
        VoxelIndex[] places = Places(7);
        float[] scalars = [.. places.Select(_ => extremes[random.Next(extremes.Length)])];
        float[] weights = [.. Enumerable.Range(0, 216 * 21).Select(_ => extremes[random.Next(extremes.Length)])];
        float[] attributes = [.. scalars.Reverse()];
        FlexiCubesSurface surface = FlexiCubes.Extract(
            new FlexiCubesGrid(6, places, scalars, attributes: attributes, cubes: Places(6), weights: weights));
        Assert.NotEmpty(surface.Indices);
        Assert.All(surface.Positions, p => Assert.True(Vector3.Abs(p) == Vector3.Min(Vector3.Abs(p), new Vector3(0.5f)), $"{p}"));
        Assert.All(surface.Attributes, a => Assert.InRange(a, 0f, 1.000001f));
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(-1f)]
    public void AFieldOfOneSignHasNoSurface(float value)
    {
        VoxelIndex[] places = Places(5);
        FlexiCubesSurface surface = FlexiCubes.Extract(new FlexiCubesGrid(4, places, [.. places.Select(_ => value)]));
        Assert.Empty(surface.Positions);
        Assert.Empty(surface.Indices);
        Assert.Equal(0, surface.ToMesh().TriangleCount);
        Assert.Empty(FlexiCubes.Extract(new FlexiCubesGrid(4, [], [])).Indices);
    }

    [Fact]
    public void ColoursBecomeLinearLight()
    {
        VoxelIndex[] vertex = [new(2, 2, 2)];
        var grid = new FlexiCubesGrid(4, vertex, [-1f], attributes: [0f, 0f, 0f, 5f]);
        FlexiCubesSurface surface = FlexiCubes.Extract(grid);
        Assert.Equal(4, surface.AttributeCount);
        Assert.All(surface.Attributes.Chunk(4), a => Assert.Equal(0.5f, a[0], 1e-6f));
        Assert.All(surface.ToMesh().Colors!, c => Assert.Equal(0.21404114f, c.X, 1e-6f)); // sRGB 0.5
        Assert.Null(FlexiCubes.Extract(new FlexiCubesGrid(4, vertex, [-1f], attributes: [0f, 0f])).ToMesh().Colors);
    }

    private static FlexiCubesGrid Sample(int resolution, Func<Vector3, float> distance, FlexiCubesBorder border)
    {
        VoxelIndex[] cubes = Shell(resolution, distance);
        VoxelIndex[] vertices = CornersOf(cubes);
        float[] scalars = [.. vertices.Select(v => distance((new Vector3(v.X, v.Y, v.Z) / resolution) - new Vector3(0.5f)))];
        return new FlexiCubesGrid(resolution, vertices, scalars, cubes: cubes, border: border);
    }

    private static FlexiCubesGrid Noise(Random random, int resolution, double listed, FlexiCubesBorder border, bool weighted, int attributes)
    {
        float Next(float scale) => ((2 * random.NextSingle()) - 1) * scale;
        VoxelIndex[] vertices = [.. Places(resolution + 1).Where(_ => random.NextDouble() < listed)];
        VoxelIndex[] cubes = [.. Places(resolution).Where(_ => random.NextDouble() < listed)];
        Vector3[] positions = [.. vertices.Select(v =>
            ((new Vector3(v.X, v.Y, v.Z) + new Vector3(Next(0.4f), Next(0.4f), Next(0.4f))) / resolution) - new Vector3(0.5f))];
        return new FlexiCubesGrid(
            resolution,
            vertices,
            [.. vertices.Select(_ => Next(1))],
            positions,
            attributes == 0 ? null : [.. Enumerable.Range(0, vertices.Length * attributes).Select(_ => Next(3))],
            cubes,
            weighted ? [.. Enumerable.Range(0, cubes.Length * 21).Select(_ => Next(2))] : null,
            border);
    }

    private static Vector3 Center(VoxelIndex v, int resolution) =>
        ((new Vector3(v.X, v.Y, v.Z) + new Vector3(0.5f)) / resolution) - new Vector3(0.5f);
}

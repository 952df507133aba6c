using System.Diagnostics;
using System.Numerics;
using Sam3D.Meshing;
using Sam3D.Voxels;

namespace Sam3D.Core.Tests.Meshing;

public sealed class FlexiCubesExtractionTests
{
    private const int Count = FlexiCubesExtraction.FeatureCount;

    [Theory]
    [InlineData("sphere", 2)]
    [InlineData("box", 2)]
    [InlineData("torus", 0)]
    public void FeaturesOfASolidGiveItsWatertightSurface(string shape, int eulerNumber)
    {
        const int resolution = 64;
        (Func<Vector3, float> distance, double volume) = FlexiCubesTests.Shape(shape);
        VoxelIndex[] solid = [.. FlexiCubesTests.Places(resolution).Where(v => distance(Place(v, resolution)) < 2f / resolution)];
        TriangleMesh mesh = FlexiCubesExtraction.Extract(new SparseVoxels(resolution, solid), Features(solid, resolution, distance));
        MeshTopology topology = MeshTopology.Of(mesh);

        TestContext.Current.TestOutputHelper!.WriteLine($"{shape}: volume {topology.Volume / volume:P2} of the exact one");
        Assert.True(topology.IsClosed && topology.IsManifold);
        Assert.Equal((1, eulerNumber), (topology.ComponentCount, topology.EulerNumber));
        Assert.InRange(topology.Volume, 0.99 * volume, 1.01 * volume);
        Assert.All(mesh.Normals!, n => Assert.Equal(1f, n.Length(), 1e-5f));
        Assert.All(mesh.Colors!, c => Assert.Equal(0.21404114f, c.X, 1e-5f)); // sRGB 0.5
    }

    [Fact]
    public void AShellOfASolidGetsNoInnerSurface()
    {
        const int resolution = 96;
        (Func<Vector3, float> distance, double volume) = FlexiCubesTests.Shape("sphere");
        VoxelIndex[] coarse = FlexiCubesTests.Shell(resolution / 4, distance, 1.2f);
        VoxelIndex[] cubes = [.. coarse.SelectMany(v => FlexiCubesTests.Places(4).Select(c => new VoxelIndex((4 * v.X) + c.X, (4 * v.Y) + c.Y, (4 * v.Z) + c.Z)))];
        var shell = new SparseVoxels(resolution, cubes);
        float[] features = Features(cubes, resolution, distance);
        MeshTopology twice = MeshTopology.Of(FlexiCubesExtraction.Extract(shell, features));
        Assert.Equal(2, twice.ComponentCount);

        SparseVoxels inside = VoxelEnclosure.Of(new SparseVoxels(resolution / 4, coarse));
        Assert.InRange(inside.Count, 100, 10_000);
        MeshTopology once = MeshTopology.Of(FlexiCubesExtraction.Extract(shell, features, inside));
        Assert.True(once.IsClosed && once.IsManifold);
        Assert.Equal((1, 2), (once.ComponentCount, once.EulerNumber));
        Assert.InRange(once.Volume, 0.99 * volume, 1.01 * volume);

        // Nothing inside is the official behaviour, byte for byte.
        Assert.Equal(
            FlexiCubesExtraction.Extract(shell, features).Positions, FlexiCubesExtraction.Extract(shell, features, new SparseVoxels(resolution / 4, [])).Positions);
        Assert.Throws<ArgumentException>(() => FlexiCubesExtraction.Extract(shell, features, new SparseVoxels(36, [])));
    }

    [Fact]
    public void CornersAreAveragedOverTheirCubes()
    {
        VoxelIndex[] cubes = [new(1, 0, 0), new(0, 0, 0)]; // not in lexicographic order
        float[] features = [.. Enumerable.Range(0, 2 * Count).Select(i => i * 0.001f)];
        FlexiCubesGrid grid = FlexiCubesExtraction.ToGrid(new SparseVoxels(4, cubes), features);

        Assert.Equal(12, grid.Vertices.Length);
        Assert.Equal((VoxelIndex[])[new(0, 0, 0), new(1, 0, 0)], grid.Cubes);
        int shared = Array.IndexOf(grid.Vertices, new VoxelIndex(1, 1, 0)); // corner 2 of the first cube, corner 3 of the second
        Assert.Equal(((features[2] + features[Count + 3]) / 2) - 0.25f, grid.Scalars[shared], 1e-6f);
        float x = (features[8 + 6] + features[Count + 8 + 9]) / 2;
        Assert.Equal(-0.25f + (MathF.Tanh(x) / 8), grid.Positions![shared].X, 1e-6f);
        Assert.Equal((features[53 + 12 + 4] + features[Count + 53 + 18 + 4]) / 2, grid.Attributes![(6 * shared) + 4], 1e-6f);
        Assert.Equal(features[(Count + 32)..(Count + 53)], grid.Weights![..21]);
        int single = Array.IndexOf(grid.Vertices, new VoxelIndex(2, 1, 1)); // corner 7 of the first cube
        Assert.Equal(features[7] - 0.25f, grid.Scalars[single], 1e-6f);
    }

    [Fact]
    public void TheOrderOfCubesMattersOnlyToRounding()
    {
        const int resolution = 24;
        var random = new Random(9);
        Func<Vector3, float> distance = FlexiCubesTests.Shape("torus").Distance;
        VoxelIndex[] cubes = FlexiCubesTests.Shell(resolution, distance);
        VoxelIndex[] shuffled = [.. cubes.OrderBy(_ => random.Next())];
        TriangleMesh expected = FlexiCubesExtraction.Extract(new SparseVoxels(resolution, cubes), Features(cubes, resolution, distance));
        TriangleMesh actual = FlexiCubesExtraction.Extract(new SparseVoxels(resolution, shuffled), Features(shuffled, resolution, distance));
        Assert.Equal(expected.Indices, actual.Indices);
        Assert.All(expected.Positions.Zip(actual.Positions), p => Assert.InRange(Vector3.Distance(p.First, p.Second), 0, 1e-6f));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(2e30f)]
    public void BadFeaturesAreNamedInOneLine(float bad)
    {
        float[] features = new float[2 * Count];
        features[Count + 57] = bad;
        var error = Assert.Throws<ReconstructionException>(
            () => FlexiCubesExtraction.Extract(new SparseVoxels(4, [new(0, 0, 0), new(3, 1, 2)]), features));
        Assert.Contains("feature 57", error.Message);
        Assert.Contains("X = 3, Y = 1, Z = 2", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void WrongLengthsAndRepeatedCubesAreRefused()
    {
        var one = new SparseVoxels(4, [new(0, 0, 0)]);
        Assert.Equal("features", Assert.Throws<ArgumentException>(() => FlexiCubesExtraction.Extract(one, new float[100])).ParamName);
        var twice = new SparseVoxels(4, [new(1, 0, 0), new(1, 0, 0)]);
        Assert.Equal("cubes", Assert.Throws<ArgumentException>(() => FlexiCubesExtraction.Extract(twice, new float[2 * Count])).ParamName);
        Assert.Equal(0, FlexiCubesExtraction.Extract(new SparseVoxels(4, []), []).TriangleCount);
    }

    [Fact]
    public void HalfAMillionCubesOfA256GridTakeBoundedMemory()
    {
        const int resolution = 256;
        Func<Vector3, float> distance = p => Shapes.Sphere(p, 0.35f);
        VoxelIndex[] cubes = FlexiCubesTests.Shell(resolution, distance, 2.5f);
        float[] features = Features(cubes, resolution, distance);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        TriangleMesh mesh = FlexiCubesExtraction.Extract(new SparseVoxels(resolution, cubes), features);
        double seconds = watch.Elapsed.TotalSeconds;
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{cubes.Length} cubes: {seconds:0.00} s, {bytes / 1e6:0} MB allocated in all, {mesh.TriangleCount} triangles");
        Assert.True(cubes.Length > 450_000);
        Assert.True(bytes < 1000L * cubes.Length, $"{bytes} bytes for {cubes.Length} cubes");
    }

    /// <summary>Features whose corners have the distance, after the bias, and no displacement, weights or colours.</summary>
    private static float[] Features(VoxelIndex[] cubes, int resolution, Func<Vector3, float> distance)
    {
        float[] features = new float[cubes.Length * Count];
        for (int i = 0; i < cubes.Length; i++)
        {
            for (int c = 0; c < 8; c++)
            {
                VoxelIndex v = cubes[i];
                var corner = new VoxelIndex(v.X + (c & 1), v.Y + ((c >> 1) & 1), v.Z + (c >> 2));
                features[(i * Count) + c] = distance(Place(corner, resolution)) + (1f / resolution);
            }
        }

        return features;
    }

    private static Vector3 Place(VoxelIndex v, int resolution) => (new Vector3(v.X, v.Y, v.Z) / resolution) - new Vector3(0.5f);
}

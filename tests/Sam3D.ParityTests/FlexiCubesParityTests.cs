using System.Numerics;
using System.Runtime.InteropServices;
using Sam3D.Meshing;

namespace Sam3D.ParityTests;

public sealed class FlexiCubesParityTests
{
    /// <summary>Largest error of a vertex coordinate or an attribute, absolute: the object cube has the side 1, attributes are 0 to 1.</summary>
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Grids => [.. Fixtures.Discover("flexicubes.FlexiCubes")];

    public static TheoryData<string> MeshDecoders => [.. Fixtures.Discover("SLatMeshDecoder")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Grids))]
    public void Surface_with_weights_and_attributes_equals_the_official_one(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        FlexiCubesSurface surface = FlexiCubes.Extract(DenseGrid(fixture, withWeights: true));
        CheckFaces(fixture, "out.faces", surface.Indices);
        CheckValues(fixture, "out.vertices", Flatten(surface.Positions));
        CheckValues(fixture, "out.colors", surface.Attributes);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Grids))]
    public void Surface_without_weights_equals_the_official_one(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        FlexiCubesSurface surface = FlexiCubes.Extract(DenseGrid(fixture, withWeights: false));
        CheckFaces(fixture, "out.noweights.faces", surface.Indices);
        CheckValues(fixture, "out.noweights.vertices", Flatten(surface.Positions));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(MeshDecoders))]
    public void Mesh_from_given_features_equals_the_official_one(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        (SparseVoxels cubes, float[] features) = DecodedCubes(fixture);
        FlexiCubesSurface surface = FlexiCubes.Extract(FlexiCubesExtraction.ToGrid(cubes, features));
        CheckFaces(fixture, "out.faces", surface.Indices);
        CheckValues(fixture, "out.vertices", Flatten(surface.Positions));
        CheckValues(fixture, "out.vertex_attrs", surface.Attributes);

        TriangleMesh mesh = FlexiCubesExtraction.Extract(cubes, features);
        Assert.Equal(surface.Positions, mesh.Positions);
        Assert.Equal(surface.Indices, mesh.Indices);
        Assert.NotNull(mesh.Normals);
        Assert.NotNull(mesh.Colors);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(MeshDecoders))]
    public void Averaged_corners_equal_the_official_ones(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        (SparseVoxels cubes, float[] features) = DecodedCubes(fixture);
        FlexiCubesGrid grid = FlexiCubesExtraction.ToGrid(cubes, features);

        Tensor places = fixture["stage2.v_pos"], values = fixture["stage2.v_attrs"];
        Assert.Equal(places.Values, Flatten([.. grid.Vertices.Select(v => new Vector3(v.X, v.Y, v.Z))]));
        int columns = values.Shape[1];
        float[] Column(int c) => [.. Enumerable.Range(0, places.Shape[0]).Select(v => values.Values[(v * columns) + c])];
        CheckValues(fixture.Name, "stage2 sdf", Column(0), grid.Scalars);
        for (int a = 4; a < columns; a++)
        {
            int attribute = a - 4;
            float[] actual = [.. Enumerable.Range(0, places.Shape[0]).Select(v => grid.Attributes![(v * (columns - 4)) + attribute])];
            CheckValues(fixture.Name, $"stage2 attribute {attribute}", Column(a), actual);
        }
    }

    private static FlexiCubesGrid DenseGrid(FixtureCase fixture, bool withWeights)
    {
        int resolution = fixture.Int("resolution");
        Assert.Equal(FlexiCubes.WeightScale, fixture.Setting("weight_scale").GetDouble());
        Assert.False(fixture.Setting("training").GetBoolean());
        return new FlexiCubesGrid(
            resolution,
            Places(resolution + 1),
            fixture["in.sdf"].Values,
            MemoryMarshal.Cast<float, Vector3>(fixture["in.vertices"].Values).ToArray(),
            withWeights ? fixture["in.colors"].Values : null,
            Places(resolution),
            withWeights ? fixture["in.weights"].Values : null);
    }

    private static VoxelIndex[] Places(int n) =>
        [.. Enumerable.Range(0, n * n * n).Select(i => new VoxelIndex(i / (n * n), i / n % n, i % n))];

    // Two subdivisions: the grid has four cubes along each side of a voxel.
    private static (SparseVoxels Cubes, float[] Features) DecodedCubes(FixtureCase fixture)
    {
        Tensor rows = fixture["mid.coords_x4"]; // (batch, x, y, z)
        var cubes = new VoxelIndex[rows.Shape[0]];
        for (int i = 0; i < cubes.Length; i++)
        {
            ReadOnlySpan<float> row = rows.Values.AsSpan(4 * i, 4);
            Assert.Equal(0f, row[0]);
            cubes[i] = new VoxelIndex((int)row[1], (int)row[2], (int)row[3]);
        }

        return (new SparseVoxels(4 * fixture.Int("resolution"), cubes), fixture["mid.out_layer.feats"].Values);
    }

    private static void CheckFaces(FixtureCase fixture, string name, int[] actual)
    {
        int[] expected = [.. fixture[name].Values.Select(v => (int)v)];
        bool sameOrder = expected.AsSpan().SequenceEqual(actual);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{fixture.Name} {name}: {actual.Length / 3} faces, {expected.Length / 3} expected, same order: {sameOrder}");
        Assert.Equal(FaceSet(expected), FaceSet(actual));
        Assert.True(sameOrder, $"{fixture.Name} {name}: the faces are equal as a set, but not in the same order.");
    }

    /// <summary>Faces with the lowest vertex first and the winding kept, sorted.</summary>
    private static List<(int A, int B, int C)> FaceSet(int[] indices)
    {
        var faces = new List<(int A, int B, int C)>();
        foreach (int[] f in indices.Chunk(3))
        {
            int least = Array.IndexOf(f, f.Min());
            faces.Add((f[least], f[(least + 1) % 3], f[(least + 2) % 3]));
        }

        faces.Sort();
        return faces;
    }

    private static void CheckValues(FixtureCase fixture, string name, ReadOnlySpan<float> actual) =>
        CheckValues(fixture.Name, name, fixture[name].Values, actual);

    private static void CheckValues(string caseName, string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double error = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double difference = Math.Abs((double)expected[i] - actual[i]);
            Assert.False(double.IsNaN(difference), $"{caseName} {name}: element {i} is {actual[i]}, expected {expected[i]}.");
            error = Math.Max(error, difference);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{caseName} {name}: max error {error:E2} (limit {Tolerance:E0})");
        Assert.True(error <= Tolerance, $"{caseName} {name}: max error {error:E2} is above {Tolerance:E0}.");
    }

    private static ReadOnlySpan<float> Flatten(Vector3[] vectors) => MemoryMarshal.Cast<Vector3, float>(vectors.AsSpan());
}

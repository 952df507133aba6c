using System.Numerics;
using System.Text;
using Sam3D.Meshing;
using Sam3D.Metrics;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Meshes;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Tests.Data.Meshes;

/// <summary>Listed sizes and turns are applied to meshes, and variants are stretched and mirrored as their options say.</summary>
public sealed class MeshVariantTests : IDisposable
{
    // A wedge: a box of 2 × 1 × 4 (x, y, z; y up) whose upper edge at x = 2 is cut off, so that its mirror image differs.
    private const string Wedge =
        """
        v 0 0 0
        v 2 0 0
        v 2 0.5 0
        v 0 1 0
        v 0 0 4
        v 2 0 4
        v 2 0.5 4
        v 0 1 4
        f 1 4 3 2
        f 5 6 7 8
        f 1 2 6 5
        f 2 3 7 6
        f 3 4 8 7
        f 4 1 5 8

        """;

    private readonly TemporaryFolder _folder = new();

    public MeshVariantTests()
    {
        Directory.CreateDirectory(_folder.File("m"));
        File.WriteAllText(_folder.File("m/wedge.obj"), Wedge);
        File.WriteAllText(_folder.File("m/other.obj"), Wedge.Replace("v 0 1", "v 0 3", StringComparison.Ordinal));
    }

    private DataOptions Options => new() { Seed = 5, Meshes = _folder.File("m"), MeshShare = 1, ImageSize = 32 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ListedSizesAndTurnsAreApplied()
    {
        // As it is: width 2, depth 4, height 1. Turned a quarter round the vertical: width 4, depth 2.
        MeshLibrary library = Library("obj\twidth_cm\tdepth_cm\theight_cm\tmodel_rotation\nwedge.obj\t46\t92\t23\t\nwedge.obj\t92\t23\t46\t0 0 1 0 1 0 -1 0 0\n");
        Assert.Equal(2, library.Count);
        AssertNear(new Vector3(0.46f, 0.92f, 0.23f), Extent(library.Get(0)));
        AssertNear(new Vector3(0.92f, 0.23f, 0.46f), Extent(library.Get(1)));

        // x goes to −z (back), so what was low at the right is low at the back, +y.
        Assert.True(HeightAt(library.Get(0), p => p.X) < HeightAt(library.Get(0), p => -p.X) - 0.2f);
        Assert.True(HeightAt(library.Get(1), p => p.Y) < HeightAt(library.Get(1), p => -p.Y) - 0.2f);
    }

    [Fact]
    public void OnlyListedMeshesAreUsedAndTheListIsPartOfTheSources()
    {
        Assert.Equal(2, MeshLibrary.Open(Options).Count);
        Assert.Equal(1, Library("file\nother.obj\n").Count);
        string[] sources = [Sources(null), Sources("file\nother.obj\n"), Sources("file\nwedge.obj\n"), Sources("file\nwedge.obj\nother.obj\n"), Sources("file\twidth_cm\tdepth_cm\theight_cm\nwedge.obj\t1\t1\t1\n")];
        Assert.Equal(sources.Length, sources.Distinct().Count());
        Assert.Equal(sources[1], Sources("file\nother.obj\n"));

        string Sources(string? list) => new SampleFactory(list is null ? Options : Options with { MeshList = Write(list) }).Sources;
    }

    [Fact]
    public void AFlatMeshStaysFlat()
    {
        File.WriteAllText(_folder.File("m/sheet.obj"), "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 3 4\n");
        Vector3 extent = Extent(Library("file\twidth_cm\tdepth_cm\theight_cm\nsheet.obj\t20\t1\t10\n").Get(0));
        Assert.Equal(0, extent.Y);
        AssertNear(new Vector3(0.92f, 0, 0.46f), extent);
    }

    [Fact]
    public void VariantsAreStretchedAndMirroredByTheSeed()
    {
        MeshLibrary plain = MeshLibrary.Open(Options), library = MeshLibrary.Open(Options with { MeshVariants = 12, MeshStretch = 0.3f });
        Assert.Equal(24, library.Count);
        int mirrored = 0;
        var shapes = new HashSet<Vector3>();
        for (int i = 0; i < library.Count; i++)
        {
            TrainingObject item = library.Get(i), own = plain.Get(i / 12);
            Vector3 extent = Extent(item), ratio = extent / Extent(own);
            ratio /= MathF.Cbrt(ratio.X * ratio.Y * ratio.Z);
            Assert.InRange(Math.Max(ratio.X, Math.Max(ratio.Y, ratio.Z)) / Math.Min(ratio.X, Math.Min(ratio.Y, ratio.Z)), 1, MathF.Exp(0.6f) * 1.001f);
            Assert.Equal(TrainingObject.LongestSide, Math.Max(extent.X, Math.Max(extent.Y, extent.Z)), 1e-5f);
            Assert.True(shapes.Add(extent));
            if (i % 12 == 0)
            {
                Assert.Equal(own.Mesh.Mesh.Positions, item.Mesh.Mesh.Positions);
            }

            bool isMirrored = HeightAt(item, p => p.X) > HeightAt(item, p => -p.X);
            Assert.False(isMirrored && i % 12 == 0);
            mirrored += isMirrored ? 1 : 0;

            // Whatever was done, triangles and normals look outwards, and the inside is inside.
            AssertOutwards(item);
            Assert.Same(item.KeptVoxels!(), library.Get(i).KeptVoxels!());
            Assert.True(item.KeptVoxels!().IsOccupied(16, 16, (int)((0.5f - (extent.Z / 4)) * 32)));
        }

        Assert.InRange(mirrored, 5, 17); // of 22
        TrainingObject again = MeshLibrary.Open(Options with { MeshVariants = 3, MeshStretch = 0.3f }).Get(5);
        Assert.Equal(library.Get(14).Mesh.Mesh.Positions, again.Mesh.Mesh.Positions); // mesh 1, variant 2 of either
        Assert.NotEqual(again.Mesh.Mesh.Positions, MeshLibrary.Open(Options with { Seed = 6, MeshVariants = 3, MeshStretch = 0.3f }).Get(5).Mesh.Mesh.Positions);
    }

    [Fact]
    public void GivenNormalsStayPerpendicular()
    {
        // A tilted square with its normal, stretched: normals take the inverse of the stretch.
        var square = new TriangleMesh(
            [new Vector3(-1, -1, -1), new Vector3(1, -1, 1), new Vector3(1, 1, 1), new Vector3(-1, 1, -1)], [0, 1, 2, 0, 2, 3], [.. Enumerable.Repeat(Vector3.Normalize(new Vector3(-1, 0, 1)), 4)]);
        foreach (float side in (float[])[1, -1])
        {
            TriangleMesh mapped = MeshMapping.Apply(new Rendering.TexturedMesh(square), Matrix4x4.CreateScale(side * 3, 1, 0.5f)).Mesh;
            Vector3 face = Vector3.Normalize(Vector3.Cross(mapped.Positions[mapped.Indices[1]] - mapped.Positions[mapped.Indices[0]], mapped.Positions[mapped.Indices[2]] - mapped.Positions[mapped.Indices[0]]));
            Assert.All(mapped.Normals!, n => AssertNear(face, n));
            Assert.Equal(MathF.Sign(-side), MathF.Sign(face.X)); // it leant to −x; its image to the other side
        }
    }

    [Fact]
    public void SymmetryOfAStretchedObjectIsFoundAnew()
    {
        // A square column is four-fold; stretched in the plane it is two-fold.
        File.WriteAllText(_folder.File("m/column.obj"), Wedge.Replace("v 2 0.5", "v 2 1", StringComparison.Ordinal).Replace("4\n", "2\n", StringComparison.Ordinal));
        DataOptions options = Options with { MeshList = Write("file\ncolumn.obj\n"), MeshVariants = 9, MeshStretch = 0.6f };
        MeshLibrary library = MeshLibrary.Open(options);
        Assert.Equal(ObjectSymmetry.FourFold, library.Get(0).Symmetry);
        Assert.Contains(Enumerable.Range(1, 8), i => library.Get(i).Symmetry == ObjectSymmetry.TwoFold);
        Assert.All(Enumerable.Range(1, 8), i => Assert.Equal(SymmetryFinder.Find(Voxelizer.Create(library.Get(i), 32, withFine: false)), library.Get(i).Symmetry));
    }

    [Fact]
    public void DatasetsOfVariantsRoundTripAndDefaultsLeaveTheManifestAsItWas()
    {
        DataOptions options = Options with { MeshList = Write("file\nwedge.obj\nother.obj\n"), MeshVariants = 4, MeshStretch = 0.25f };
        ShardDataset dataset = DatasetGenerator.Generate(_folder.File("d"), options, 6, 3, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((options.MeshList, 4, 0.25f), (dataset.Manifest.Options!.MeshList, dataset.Manifest.Options.MeshVariants, dataset.Manifest.Options.MeshStretch));
        var factory = new SampleFactory(dataset.Manifest.Options);
        Assert.Equal(dataset.Manifest.Sources, factory.Sources);
        Assert.All(dataset.Enumerate(), sample => Assert.Equal(RecordWriter.Write(factory.Create(sample.Id)), RecordWriter.Write(sample)));
        DatasetGenerator.Generate(_folder.File("d"), options, 6, 3, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Throws<TrainingDataException>(() => DatasetGenerator.Generate(_folder.File("d"), options with { MeshVariants = 5 }, 6, 3, cancellationToken: TestContext.Current.CancellationToken));

        DatasetGenerator.Generate(_folder.File("plain"), Options with { Resolution = 8 }, 1, 1, cancellationToken: TestContext.Current.CancellationToken);
        string text = Encoding.UTF8.GetString(File.ReadAllBytes(_folder.File("plain/dataset.json")));
        Assert.DoesNotContain("meshList", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("variants", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("stretch", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, ShardDataset.Open(_folder.File("plain")).Manifest.Options!.MeshVariants);
    }

    [Fact]
    public void WrongOptionsAreNamed()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new DataOptions { MeshList = "l", MeshVariants = 0, MeshStretch = 2 }.Validate());
        foreach (string part in (string[])["MeshList is given without Meshes", "MeshVariants is 0", "MeshStretch is 2, expected 0 to 1"])
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("at least 2 variants", Assert.Throws<ArgumentException>(() => (Options with { MeshStretch = 0.1f }).Validate()).Message, StringComparison.Ordinal);
    }

    private MeshLibrary Library(string list) => MeshLibrary.Open(Options with { MeshList = Write(list) });

    private string Write(string list)
    {
        string path = _folder.File("list.tsv");
        File.WriteAllText(path, list);
        return path;
    }

    private static Vector3 Extent(TrainingObject item)
    {
        (Vector3 low, Vector3 high) = MeshBox.Of(item.Mesh.Mesh);
        return high - low;
    }

    // The highest vertex at the side where a coordinate is largest, over the lowest of all, in parts of the object's height.
    private static float HeightAt(TrainingObject item, Func<Vector3, float> along)
    {
        float most = item.Mesh.Mesh.Positions.Max(along), low = item.Mesh.Mesh.Positions.Min(p => p.Z);
        return (item.Mesh.Mesh.Positions.Where(p => along(p) > most - 1e-4f).Max(p => p.Z) - low) / Extent(item).Z;
    }

    private static void AssertOutwards(TrainingObject item)
    {
        TriangleMesh mesh = item.Mesh.Mesh;
        double volume = 0;
        for (int t = 0; t < mesh.Indices.Length; t += 3)
        {
            volume += Vector3.Dot(mesh.Positions[mesh.Indices[t]], Vector3.Cross(mesh.Positions[mesh.Indices[t + 1]], mesh.Positions[mesh.Indices[t + 2]])) / 6;
        }

        Assert.True(volume > 0.005, $"{volume}");
        Vector3[] normals = VertexNormals.Compute(mesh.Positions, mesh.Indices);
        Assert.True(mesh.Positions.Select((p, i) => Vector3.Dot(normals[i], p) > 0 ? 1 : 0).Sum() > 0.9 * mesh.Positions.Length);
    }

    private static void AssertNear(Vector3 expected, Vector3 actual) => Assert.True(Vector3.Distance(expected, actual) < 1e-5f, $"{expected} expected, {actual} found");
}

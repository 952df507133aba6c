using System.Numerics;
using Sam3D.Rendering;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;
using Sam3D.Training.Evaluation;

namespace Sam3D.Training.Tests.Data.Storage;

public sealed class DatasetImporterTests : IDisposable
{
    private const int Resolution = 16;
    private readonly TemporaryFolder _folder = new();
    private int _refused;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GivenObjectsBecomeSamplesThatTrainingReads()
    {
        ShardDataset dataset = Import("d", 3, new ImportOptions { Resolution = Resolution, SurfacePoints = 40 });
        Assert.Equal((3, "boxes"), (dataset.Count, dataset.Manifest.Sources));
        PosedObject given = Boxes.Make(1);
        TrainingSample sample = dataset.Get(1);
        Assert.Equal("box 1", sample.Family);
        Assert.Equal(given.Photo.Pixels.ToArray(), sample.Image.Pixels.ToArray());
        Assert.Equal(given.Mask.Count, sample.Mask.Count);
        Assert.Equal(given.Camera, sample.Camera);
        Assert.Equal(given.Pose.Rotation, sample.Pose.Rotation);
        Assert.Equal(new Vector3(0.08f, -0.16f, 1), sample.Pose.Translation); // the depth is the unit of length
        Assert.Equal(0.2f, sample.Pose.Scale);
        Assert.False(sample.Pose.IsMetric);
        Assert.All(sample.PointMap.Points.ToArray(), p => Assert.True(float.IsNaN(p)));
        AssertVoxels(sample.Voxels);
        Assert.Equal(40, sample.Surface!.Count);

        // Half floats: the box's sides are a little off.
        Assert.All(sample.Surface.Positions, p => Assert.Equal(1, Vector3.Abs(p / Boxes.Half) is var q ? Math.Max(q.X, Math.Max(q.Y, q.Z)) : 0, 1e-3f));

        Assert.Contains("was imported", Assert.Throws<TrainingDataException>(() => DatasetCases.Of(dataset, 0, 1)).Message, StringComparison.Ordinal);

        var training = TrainingData.Open([_folder.File("d")]);
        TrainingItem item = training.Read(2);
        Assert.Equal(3, training.Count);
        Assert.Equal(sample.Voxels.CountOccupied(), item.Voxels.Count);
        Assert.Equal(Boxes.Make(2).Photo.Pixels.ToArray(), item.Photo.Pixels.ToArray());
    }

    [Fact]
    public void LargePhotographsAreMadeSmallerWithTheirMask()
    {
        TrainingSample sample = Import("d", 1, new ImportOptions { ImageSize = 32, Resolution = 8 }).Get(0);
        Assert.Equal((32, 24), (sample.Image.Width, sample.Image.Height));
        Assert.Equal(Boxes.Make(0, 32, 24).Mask.Values.ToArray().Select(v => v > 0), sample.Mask.Values.ToArray().Select(v => v > 0));
        Assert.Equal(Boxes.Make(0).Camera, sample.Camera);
    }

    [Fact]
    public void TheBytesDoNotDependOnThreadsAndInterruptions()
    {
        var options = new ImportOptions { Resolution = 8 };
        Import("one", 5, options, threads: 1);
        Assert.Throws<IOException>(() => DatasetImporter.Import(
            _folder.File("two"), 5, i => i == 3 ? throw new IOException("gone") : Boxes.Make(i), "boxes", options, 2, threads: 1, cancellationToken: TestContext.Current.CancellationToken));
        Assert.True(File.Exists(_folder.File("two/shard-000000.s3d")));
        Import("two", 5, options, threads: 2);
        foreach (string file in Directory.EnumerateFiles(_folder.File("one")))
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(_folder.File("two"), Path.GetFileName(file))));
        }
    }

    [Fact]
    public void AFolderOfOthersIsLeftAlone()
    {
        Import("d", 1, new ImportOptions { Resolution = 8 });
        Assert.Contains("imported", Assert.Throws<TrainingDataException>(() => Import("d", 1, new ImportOptions { Resolution = 16 })).Message, StringComparison.Ordinal);
        Assert.Throws<TrainingDataException>(() => DatasetGenerator.Generate(_folder.File("d"), new DataOptions(), 1, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void TrainingTakesTheSampleBeforeInsteadOfAnEdge()
    {
        byte[] line = new byte[64 * 48];
        line.AsSpan((20 * 64) + 5, 40).Fill(255);
        line.AsSpan((21 * 64) + 5, 40).Fill(255); // 40×2 pixels, which no crop takes
        var thin = new Mask(64, 48, line);
        var options = new ImportOptions { Resolution = 8 };
        DatasetImporter.Import(
            _folder.File("d"), 3, i => i == 0 ? Boxes.Make(i) : With(Boxes.Make(i), mask: thin), "boxes", options, 3, threads: 1,
            cancellationToken: TestContext.Current.CancellationToken);
        var training = TrainingData.Open([_folder.File("d")]);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(Boxes.Make(0).Photo.Pixels.ToArray(), training.Read(i).Photo.Pixels.ToArray()));

        DatasetImporter.Import(_folder.File("thin"), 1, i => With(Boxes.Make(i), mask: thin), "boxes", options, 1, threads: 1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("larger pictures", Assert.Throws<TrainingException>(() => TrainingData.Open([_folder.File("thin")]).Read(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ObjectsWithoutVoxelsAreNotTrainedOn()
    {
        Import("d", 1, new ImportOptions { Resolution = 8 });
        TrainingSample sample = ShardDataset.Open(_folder.File("d")).Get(0);
        Assert.True(TrainingData.IsUsable(sample));
        sample.Voxels.Occupancy.AsSpan().Clear();
        Assert.False(TrainingData.IsUsable(sample));
    }

    [Fact]
    public void ObjectsThatCannotBeUsedAreNamed()
    {
        PosedObject good = Boxes.Make(0);
        Refused(With(good, pose: good.Pose with { Translation = new Vector3(0, 0, -1) }), "stands at depth -1");
        Refused(With(good, pose: good.Pose with { Scale = 0 }), "with scale 0");
        Refused(With(good, mesh: new TexturedMesh(Boxes.Mesh(new Vector3(2)))), "beyond [-0.5, 0.5]³");
        Refused(With(good, mesh: new TexturedMesh(new TriangleMesh([Vector3.Zero], []))), "without triangles");
        byte[] dot = new byte[64 * 48];
        dot[700] = 255;
        Refused(With(good, mask: new Mask(64, 48, dot)), "cannot be seen in a picture of 16×12 pixels", new ImportOptions { ImageSize = 16 });
        Assert.Throws<MaskException>(() => Import(With(good, mask: new Mask(20, 20, [.. Enumerable.Repeat((byte)255, 400)])), new ImportOptions()));
        Assert.Contains(
            "Resolution is 9, expected a multiple of 8 from 8 to 128",
            Assert.Throws<ArgumentException>(() => Import("x", 1, new ImportOptions { Resolution = 9, ImageSize = 1 })).Message, StringComparison.Ordinal);
    }

    private static void AssertVoxels(SampleVoxels voxels)
    {
        Assert.Equal(Resolution, voxels.Resolution);
        int occupied = 0;
        for (int n = 0; n < Resolution * Resolution * Resolution; n++)
        {
            (int x, int y, int z) = (n / (Resolution * Resolution), n / Resolution % Resolution, n % Resolution);
            Vector3 center = ((new Vector3(x, y, z) + new Vector3(0.5f)) / Resolution) - new Vector3(0.5f);
            Assert.Equal(Boxes.Holds(center), voxels.IsOccupied(x, y, z));
            occupied += voxels.IsOccupied(x, y, z) ? 1 : 0;
        }

        Assert.InRange(occupied, 100, 2000);
        Assert.All(voxels.Colors, c => Assert.True(Vector3.Distance(c, new Vector3(0.25f, 0.5f, 0.75f)) < 0.01f)); // 8-bit sRGB
    }

    private void Refused(PosedObject item, string expected, ImportOptions? options = null)
    {
        TrainingDataException error = Assert.Throws<TrainingDataException>(() => Import(item, options ?? new ImportOptions { Resolution = 8 }));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("box 0", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private void Import(PosedObject item, ImportOptions options) =>
        DatasetImporter.Import(_folder.File($"refused{_refused++}"), 1, _ => item, "one", options, threads: 1, cancellationToken: TestContext.Current.CancellationToken);

    private ShardDataset Import(string name, int count, ImportOptions options, int threads = 2) =>
        DatasetImporter.Import(_folder.File(name), count, i => Boxes.Make(i), "boxes", options, 2, threads, cancellationToken: TestContext.Current.CancellationToken);

    private static PosedObject With(PosedObject item, ObjectPose? pose = null, TexturedMesh? mesh = null, Mask? mask = null) => new()
    {
        Name = item.Name,
        Photo = item.Photo,
        Mask = mask ?? item.Mask,
        Camera = item.Camera,
        Pose = pose ?? item.Pose,
        Mesh = mesh ?? item.Mesh,
    };
}

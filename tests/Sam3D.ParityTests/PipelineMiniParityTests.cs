using System.Numerics;
using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Imaging;
using Sam3D.Networks;
using Sam3D.Placement;

namespace Sam3D.ParityTests;

/// <summary>
/// The official run from picture, mask and point map to pose and Gaussians on tiny networks: the networks of the other cases become a checkpoint folder of the
/// official form (PyTorch files and YAML), which is converted and run as any other.
/// </summary>
public sealed partial class PipelineMiniParityTests : IDisposable
{
    private const double LatentRms = 1e-3;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "sam3d-" + Path.GetRandomFileName());

    public static TheoryData<string> Cases => [.. Fixtures.Discover("InferencePipelinePointMap.run")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public async Task Geometry(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using ModelBundle bundle = Convert(fixture);
        using var model = new OnnxGeometryModel(bundle);
        GeometryInput input = Input(fixture);
        GeometryResult result = await model.GenerateAsync(input, Noise(fixture, bundle), cancellationToken: TestContext.Current.CancellationToken);

        Parity.Check(fixture, "mid.cond_ss", result.ConditionTokens.Span);
        foreach (LatentSpec latent in bundle.Manifest.Latents.Where(l => fixture.Has("out.latent." + l.Name)))
        {
            float[] expected = fixture["out.latent." + latent.Name].Values;
            Parity.Check(fixture, "out.latent." + latent.Name, result.Latents[latent.Name], Parity.Solve);
            Assert.True(Compare.RelativeRms(expected, result.Latents[latent.Name]) <= LatentRms);
        }

        Assert.Equal(Indices(fixture["out.coords_original"]), Voxels.VoxelExtraction.FromLogits(result.Occupancy, 0).Indices.ToArray());
        Assert.Equal(Indices(fixture["out.coords"]), result.Voxels.Indices.ToArray());
        TestContext.Current.TestOutputHelper!.WriteLine($"{name} out.coords: {result.Voxels.Count} voxels equal");

        Vector4 q = result.Pose.ToOfficialQuaternion();
        Vector3 t = result.Pose.Translation;
        float s = result.Pose.Scale;
        Parity.Check(fixture, "out.pose.rotation", OfficialOrder(q), Parity.Solve);
        Parity.Check(fixture, "out.pose.translation", [t.X, t.Y, t.Z], Parity.Solve);
        Parity.Check(fixture, "out.pose.scale", [s, s, s], Parity.Solve);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Writes the checkpoint and converts it, all weights outside of the graphs: this bundle takes the path of large checkpoints.</summary>
    private ModelBundle Convert(FixtureCase fixture)
    {
        string checkpoint = Path.Combine(_folder, "checkpoint"), converted = Path.Combine(_folder, "bundle");
        MiniCheckpoint.Write(fixture, checkpoint);
        CheckpointConverter.Convert(
            checkpoint, converted, new ConversionOptions { MaxInlineBytes = 0 }, cancellationToken: TestContext.Current.CancellationToken);
        return ModelBundle.Open(converted);
    }

    private static GeometryInput Input(FixtureCase fixture)
    {
        FixtureCase pictures = PreprocessCase(fixture);
        return new GeometryInput(
            RgbImage.Load(Path.Combine(fixture.Folder, pictures.Name + ".image.png")),
            Mask.Load(Path.Combine(fixture.Folder, pictures.Name + ".mask.png")))
        {
            PointMap = PointMap(pictures["in.pointmap"]),
        };
    }

    private static GeometryOptions Noise(FixtureCase fixture, ModelBundle bundle) => new()
    {
        InitialNoise = bundle.Manifest.Latents.ToDictionary(l => l.Name, l => fixture["in.noise." + l.Name].Values),
    };

    private static FixtureCase PreprocessCase(FixtureCase fixture)
    {
        string inputs = fixture.Json.GetProperty("inputs").GetString()!;
        return Fixtures.Open(Fixtures.Discover("preprocess_image").First(n => inputs.Contains(n + ".io.safetensors", StringComparison.Ordinal)));
    }

    private static PointMap PointMap(Tensor planes)
    {
        int height = planes.Shape[1], width = planes.Shape[2], count = height * width;
        float[] points = new float[3 * count];
        for (int i = 0; i < count; i++)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                points[(3 * i) + axis] = planes.Values[(axis * count) + i];
            }
        }

        return new PointMap(width, height, points);
    }

    private static VoxelIndex[] Indices(Tensor coordinates) =>
        [.. coordinates.Values.Chunk(4).Select(c => new VoxelIndex((int)c[1], (int)c[2], (int)c[3]))];

    private static float[] OfficialOrder(Vector4 q) => [q.X, q.Y, q.Z, q.W];
}

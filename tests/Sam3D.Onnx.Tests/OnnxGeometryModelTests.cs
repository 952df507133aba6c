using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Onnx.Tests.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Onnx.Tests;

/// <summary>compact-stage1 under other manifests than its own.</summary>
public sealed class OnnxGeometryModelTests
{
    private static readonly RuntimeOptions Cpu = new() { Device = DevicePreference.Cpu };

    private static string Sample => Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", "samples", "04_bottle");

    [Fact]
    public async Task Halving_changes_neither_the_size_nor_the_place_of_the_object()
    {
        // With a limit of the very number of voxels nothing is halved; with one less, everything is.
        Reconstruction whole = await Reconstruct(m => m);
        Reconstruction halved = await Reconstruct(m => m with { Structure = m.Structure with { MaxVoxels = whole.Voxels.Count - 1 } });
        Assert.Equal(2 * whole.Pose.Scale, halved.Pose.Scale, 1e-5f);
        Assert.True(halved.Voxels.Count < whole.Voxels.Count);

        (Vector3 low, Vector3 high) = Box(whole.Mesh.Positions);
        (Vector3 halvedLow, Vector3 halvedHigh) = Box(halved.Mesh.Positions);
        Near((high - low) * whole.Pose.Scale, (halvedHigh - halvedLow) * halved.Pose.Scale, 1e-4f);

        // The voxels and the surface fill the same part of object space.
        (Vector3 voxelLow, Vector3 voxelHigh) = Box([.. halved.Voxels.Indices.ToArray().Select(halved.Voxels.Center)]);
        Near((voxelLow + voxelHigh) / 2, (halvedLow + halvedHigh) / 2, 1.5f / halved.Voxels.Resolution);
        Near(voxelHigh - voxelLow, halvedHigh - halvedLow, 2.5f / halved.Voxels.Resolution);
    }

    [Fact]
    public async Task The_surface_is_that_of_the_models_threshold()
    {
        Reconstruction plain = await Reconstruct(m => m);
        Reconstruction strict = await Reconstruct(m => m with { Structure = m.Structure with { Threshold = 12 } });
        Assert.True(strict.Voxels.Count < plain.Voxels.Count);
        (Vector3 voxelLow, Vector3 voxelHigh) = Box([.. strict.Voxels.Indices.ToArray().Select(strict.Voxels.Center)]);
        (Vector3 low, Vector3 high) = Box(strict.Mesh.Positions);
        Near(voxelLow, low, 1.5f / strict.Voxels.Resolution);
        Near(voxelHigh, high, 1.5f / strict.Voxels.Resolution);
    }

    [Theory]
    [InlineData(ReconstructionStage.Preprocess, 0)]
    [InlineData(ReconstructionStage.EncodeCondition, 0)]
    [InlineData(ReconstructionStage.EncodeCondition, 1)]
    [InlineData(ReconstructionStage.SampleGeometry, 0)]
    [InlineData(ReconstructionStage.SampleGeometry, 1)]
    [InlineData(ReconstructionStage.DecodeStructure, 0)]
    public async Task Cancelling_in_a_stage_ends_it_there_and_frees_its_networks(ReconstructionStage stage, int step)
    {
        using ModelBundle bundle = Bundle(m => m);
        using var sessions = new StageSessions(bundle, Cpu with { MemoryBudget = MemoryBudget.Smallest });
        using var model = new OnnxGeometryModel(sessions);
        using var source = new CancellationTokenSource();
        var reports = new Reports(r =>
        {
            if (r.Stage == stage && r.Step == step)
            {
                source.Cancel();
            }
        });
        var input = new GeometryInput(RgbImage.Load(Path.Combine(Sample, "image.png")), Mask.Load(Path.Combine(Sample, "mask.png")));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await model.GenerateAsync(input, null, reports, source.Token));
        Assert.Equal((stage, step), (reports.Last.Stage, reports.Last.Step));
        Assert.Empty(sessions.Loaded);
    }

    [Fact]
    public void A_manifest_that_cannot_become_a_pose_is_refused_before_anything_runs()
    {
        using ModelBundle bundle = Bundle(m => m with
        {
            Latents = [.. m.Latents.Where(l => l.Name != "scale").Select(l => l.Name == "translation" ? l with { Channels = 2 } : l)],
            Structure = m.Structure with { LatentResolution = 5 },
            Pose = m.Pose with { Convention = "Naive" },
        });
        string message = Assert.Throws<BundleException>(() => new OnnxGeometryModel(bundle, Cpu)).Message;
        Assert.Contains("no latent 'scale'", message, StringComparison.Ordinal);
        Assert.Contains("'translation' is [1, 2], expected [1, 3]", message, StringComparison.Ordinal);
        Assert.Contains("64 tokens, expected 125", message, StringComparison.Ordinal);
        Assert.Contains("'Naive', expected 'ScaleShiftInvariant'", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static async Task<Reconstruction> Reconstruct(Func<BundleManifest, BundleManifest> change)
    {
        using ReconstructionPipeline pipeline = ReconstructionPipeline.Create(Bundle(change), Cpu);
        return await pipeline.ReconstructAsync(
            RgbImage.Load(Path.Combine(Sample, "image.png")),
            Mask.Load(Path.Combine(Sample, "mask.png")),
            cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>compact-stage1 with a changed manifest.</summary>
    internal static ModelBundle Bundle(Func<BundleManifest, BundleManifest> change)
    {
        var files = CompactStage1.Files.ToDictionary(StringComparer.Ordinal);
        using var manifest = new MemoryStream();
        BundleManifestSerializer.Write(change(BundleManifestSerializer.Read(files[BundleManifest.FileName], "compact")), manifest);
        files[BundleManifest.FileName] = manifest.ToArray();
        return ModelBundle.Open(new MemorySource(files));
    }

    private static (Vector3 Low, Vector3 High) Box(Vector3[] points) => (points.Aggregate(Vector3.Min), points.Aggregate(Vector3.Max));

    private static void Near(Vector3 expected, Vector3 actual, float tolerance) =>
        Assert.True(Vector3.Distance(expected, actual) <= tolerance, $"{actual}, expected {expected} within {tolerance}");

    private sealed class Reports(Action<ReconstructionProgress> then) : IProgress<ReconstructionProgress>
    {
        public ReconstructionProgress Last { get; private set; }

        public void Report(ReconstructionProgress value)
        {
            Last = value;
            then(value);
        }
    }
}

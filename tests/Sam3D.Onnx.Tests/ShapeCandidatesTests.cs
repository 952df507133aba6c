using Sam3D.Bundles;
using Sam3D.Layout;
using Sam3D.Metrics;
using Sam3D.Rendering;
using Sam3D.Tensors;

namespace Sam3D.Onnx.Tests;

/// <summary>Several shapes and refined layouts, on compact-stage1.</summary>
public sealed class ShapeCandidatesTests
{
    private const int Steps = 3;

    private static readonly GeometryOptions One = new() { Steps = Steps, Seed = 5 };

    private static string Sample => Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", "samples", "04_bottle");

    [Fact]
    public async Task A_candidate_is_the_run_of_its_seed_and_the_best_one_is_taken()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        GeometryResult[] alone = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(k => Generate(bundle, One with { Seed = One.Seed + (ulong)k })))];
        GeometryResult together = await Generate(bundle, One with { ShapeCandidates = 3 });
        Mask mask = Mask.Load(Path.Combine(Sample, "mask.png"));
        double[] overlaps = [.. alone.Select(r => mask.IoU(VoxelSilhouette.Render(r.Voxels, r.Pose, r.Camera, mask.Width, mask.Height)))];
        Assert.Equal(Array.IndexOf(overlaps, overlaps.Max()), together.ShapeCandidate);
        GeometryResult expected = alone[together.ShapeCandidate];
        Assert.Equal(expected.Latents["shape"], together.Latents["shape"]);
        Assert.Equal(expected.Pose, together.Pose);
        Assert.Equal(expected.Occupancy.Logits.ToArray(), together.Occupancy.Logits.ToArray());
        Assert.Null(together.Layout);
        Assert.Equal(0, alone[2].ShapeCandidate);
    }

    [Fact]
    public async Task A_refined_layout_changes_the_pose_alone_and_agrees_better()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        GeometryResult plain = await Generate(bundle, One), refined = await Generate(bundle, One with { RefineLayout = true });
        Assert.Equal(plain.Latents["shape"], refined.Latents["shape"]);
        Assert.Equal(plain.Pose, Assert.Single(refined.PoseCandidates));
        LayoutRefinement layout = refined.Layout!;
        Assert.True(layout.IsRefined);
        Assert.Equal(layout.Pose, refined.Pose);
        Assert.InRange(layout.IoU, layout.IoUBefore + 0.05, 1);
        TriangleMesh mesh = Sam3D.Meshing.SurfaceExtractor.Extract(refined.Occupancy);
        Mask mask = Mask.Load(Path.Combine(Sample, "mask.png"));
        Assert.Equal(SilhouetteIoU.Compute(mesh, refined.Pose, refined.Camera, mask), layout.IoU, 0.02);
    }

    [Fact]
    public async Task The_bundle_states_the_default()
    {
        using ModelBundle asks = OnnxGeometryModelTests.Bundle(m => m with { Pose = m.Pose with { Refine = true } });
        Assert.NotNull((await Generate(asks, One)).Layout);
        Assert.Null((await Generate(asks, One with { RefineLayout = false })).Layout);

        using ModelBundle two = OnnxGeometryModelTests.Bundle(m => m with { Sampling = m.Sampling with { ShapeCandidates = 2, Temperature = 0.5f } });
        GeometryResult stated = await Generate(two, One), asked = await Generate(two, One with { ShapeCandidates = 2, Temperature = 0.5f });
        Assert.Equal((2, asked.ShapeCandidate), (stated.ShapeCandidates, stated.ShapeCandidate));
        Assert.Equal(asked.Latents["shape"], stated.Latents["shape"]);
        GeometryResult single = await Generate(two, One with { ShapeCandidates = 1, Temperature = 1 });
        using ModelBundle plain = CompactStage1.OpenBundle();
        Assert.Equal(1, single.ShapeCandidates);
        Assert.Equal((await Generate(plain, One)).Latents["shape"], single.Latents["shape"]);
    }

    [Fact]
    public async Task The_temperature_scales_the_noise_of_the_shape_alone()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        var noise = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach ((int i, LatentSpec latent) in bundle.Manifest.Latents.Index())
        {
            float[] values = new float[latent.Tokens * latent.Channels];
            Philox.FillNormal(values, One.Seed, (uint)i);
            noise.Add(latent.Name, latent.Name == "shape" ? [.. values.Select(v => v * 0.25f)] : values);
        }

        GeometryResult expected = await Generate(bundle, One with { InitialNoise = noise }), cool = await Generate(bundle, One with { Temperature = 0.25f });
        Assert.All(noise.Keys, name => Assert.Equal(expected.Latents[name], cool.Latents[name]));
        Assert.NotEqual((await Generate(bundle, One)).Latents["shape"], cool.Latents["shape"]);
    }

    [Fact]
    public async Task A_shape_without_voxels_loses_and_none_at_all_is_an_error()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        float[] highest = new float[2];
        for (int k = 0; k < 2; k++)
        {
            highest[k] = (await Generate(bundle, One with { Seed = One.Seed + (ulong)k })).Occupancy.Logits.ToArray().Max();
        }

        // The threshold lies between both: one of the shapes is empty.
        Assert.NotEqual(highest[0], highest[1]);
        using ModelBundle between = OnnxGeometryModelTests.Bundle(m => m with { Structure = m.Structure with { Threshold = (highest[0] + highest[1]) / 2 } });
        GeometryResult result = await Generate(between, One with { ShapeCandidates = 2, RefineLayout = true });
        Assert.Equal(highest[0] > highest[1] ? 0 : 1, result.ShapeCandidate);
        using ModelBundle above = OnnxGeometryModelTests.Bundle(m => m with { Structure = m.Structure with { Threshold = Math.Max(highest[0], highest[1]) + 1 } });
        ReconstructionException error = await Assert.ThrowsAsync<ReconstructionException>(() => Generate(above, One with { ShapeCandidates = 2 }));
        Assert.Contains("No voxel is occupied", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_counts_all_candidates()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        var reports = new List<ReconstructionProgress>();
        await Generate(bundle, One with { ShapeCandidates = 2 }, new Listed(reports));
        Assert.Equal(Enumerable.Range(0, (2 * Steps) + 1), reports.Where(r => r.Stage == ReconstructionStage.SampleGeometry).Select(r => r.Step));
        Assert.Equal([0, 1, 2], reports.Where(r => r.Stage == ReconstructionStage.DecodeStructure).Select(r => r.Step));
        Assert.Equal(reports.Select(r => r.Stage).Order(), reports.Select(r => r.Stage));
        Assert.All(reports, r => Assert.InRange(r.Fraction, 0, 1));
    }

    [Fact]
    public async Task Wrong_numbers_are_refused()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => Generate(bundle, One with { ShapeCandidates = 65, InitialNoise = new Dictionary<string, float[]>(), Temperature = 2.5f }));
        Assert.Contains("ShapeCandidates is 65, expected 1 to 64; ShapeCandidates is 65 beside InitialNoise", error.Message, StringComparison.Ordinal);
        Assert.Contains("Temperature is 2.5, expected 0 to 2", error.Message, StringComparison.Ordinal);
    }

    private static async Task<GeometryResult> Generate(ModelBundle bundle, GeometryOptions options, IProgress<ReconstructionProgress>? progress = null)
    {
        using var model = new OnnxGeometryModel(bundle, new RuntimeOptions { Device = DevicePreference.Cpu, Threads = 1 });
        var input = new GeometryInput(RgbImage.Load(Path.Combine(Sample, "image.png")), Mask.Load(Path.Combine(Sample, "mask.png")));
        return await model.GenerateAsync(input, options, progress, TestContext.Current.CancellationToken);
    }

    private sealed class Listed(List<ReconstructionProgress> list) : IProgress<ReconstructionProgress>
    {
        public void Report(ReconstructionProgress value) => list.Add(value);
    }
}

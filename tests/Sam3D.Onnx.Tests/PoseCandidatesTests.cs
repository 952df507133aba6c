using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Rendering;
using Sam3D.Tensors;

namespace Sam3D.Onnx.Tests;

/// <summary>Several placements of one shape, on compact-stage1.</summary>
public sealed class PoseCandidatesTests
{
    private const int Count = 3;
    private const int Steps = 4;

    private static readonly GeometryOptions Three = new() { Steps = Steps, PoseCandidates = Count };

    [Fact]
    public async Task Each_placement_is_that_of_a_run_of_its_own_and_the_shape_is_the_same()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        GeometryResult together = await Generate(bundle, Three);
        Assert.Equal(Count, together.PoseCandidates.Count);
        for (int candidate = 0; candidate < Count; candidate++)
        {
            GeometryResult alone = await Generate(bundle, new GeometryOptions { Steps = Steps, InitialNoise = Noise(bundle.Manifest, candidate) });
            Assert.Equal(alone.Latents["shape"], together.Latents["shape"]);
            ObjectPose expected = alone.Pose, actual = together.PoseCandidates[candidate];
            Assert.InRange(Vector3.Distance(expected.Translation, actual.Translation), 0, 1e-4f);
            Assert.Equal(expected.Scale, actual.Scale, 1e-4f);
            Assert.InRange(MathF.Abs(Quaternion.Dot(expected.Rotation, actual.Rotation)), 1 - 1e-5f, 1 + 1e-5f);
            Assert.Equal(expected, Assert.Single(alone.PoseCandidates));
        }

        Assert.NotEqual(together.PoseCandidates[0], together.PoseCandidates[1]);
    }

    [Fact]
    public async Task The_pose_is_the_placement_that_covers_the_mask_best()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        GeometryResult result = await Generate(bundle, Three);
        Mask mask = Mask.Load(Path.Combine(Sample, "mask.png"));
        double[] overlaps = [.. result.PoseCandidates.Select(p => mask.IoU(VoxelSilhouette.Render(result.Voxels, p, result.Camera, mask.Width, mask.Height)))];
        Assert.Contains(overlaps, overlap => overlap > 0.3);
        Assert.Equal(result.PoseCandidates[Array.IndexOf(overlaps, overlaps.Max())], result.Pose);
    }

    [Fact]
    public async Task A_flow_of_one_placement_and_a_wrong_number_are_refused()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        ArgumentException number = await Assert.ThrowsAsync<ArgumentException>(() => Generate(bundle, Three with { PoseCandidates = 33 }));
        Assert.Contains("PoseCandidates is 33, expected 1 to 32", number.Message, StringComparison.Ordinal);

        using ModelBundle older = OnnxGeometryModelTests.Bundle(m => m with
        {
            Stages = m.Stages.ToDictionary(
                s => s.Key, s => s.Value with { Inputs = [.. s.Value.Inputs.Where(i => i.Name != BundleManifest.CandidateMask)] }, StringComparer.Ordinal),
        });
        BundleException error = await Assert.ThrowsAsync<BundleException>(() => Generate(older, Three));
        Assert.Contains("one placement at a time, got PoseCandidates 3", error.Message, StringComparison.Ordinal);
    }

    private static string Sample => Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", "samples", "04_bottle");

    private static async Task<GeometryResult> Generate(ModelBundle bundle, GeometryOptions options)
    {
        using var model = new OnnxGeometryModel(bundle, new RuntimeOptions { Device = DevicePreference.Cpu });
        var input = new GeometryInput(RgbImage.Load(Path.Combine(Sample, "image.png")), Mask.Load(Path.Combine(Sample, "mask.png")));
        return await model.GenerateAsync(input, options, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>The noise of a candidate of seed 0.</summary>
    private static Dictionary<string, float[]> Noise(BundleManifest manifest, int candidate) => manifest.Latents.Select((latent, i) =>
    {
        float[] noise = new float[latent.Tokens * latent.Channels];
        Philox.FillNormal(noise, 0, (uint)(i + (latent.Name == "shape" ? 0 : candidate * manifest.Latents.Count)));
        return (latent.Name, noise);
    }).ToDictionary(pair => pair.Name, pair => pair.noise, StringComparer.Ordinal);
}

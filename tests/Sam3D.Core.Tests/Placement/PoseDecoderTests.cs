using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Placement;

namespace Sam3D.Core.Tests.Placement;

public sealed class PoseDecoderTests
{
    private static readonly PoseSpec Spec = new()
    {
        Convention = "ScaleShiftInvariant",
        Rotation6dMean = [0, 0, 0, 0, 0, 0],
        Rotation6dStd = [1, 1, 1, 1, 1, 1],
    };

    private static readonly float[] Identity = [1, 0, 0, 0, 1, 0];

    [Fact]
    public void Scale_and_shift_of_the_scene_act_on_scale_and_translation()
    {
        ObjectPose pose = Decode(scale: [0f, MathF.Log(2f), MathF.Log(3f)], translation: [1, 2, 3], sceneScale: 10, shift: new Vector3(5, 6, 7));
        Assert.Equal(20f, pose.Scale, 1e-4f);
        RandomPoses.AssertClose(new Vector3(15, 26, 37), pose.Translation);
        RandomPoses.AssertSame(Quaternion.Identity, pose.Rotation);
        Assert.False(pose.IsMetric);
    }

    [Fact]
    public void The_factor_of_downsampling_multiplies_the_scale()
    {
        ObjectPose pose = PoseDecoder.Decode(
            Spec, Identity, [0, 0, 1], [0, 0, 0], [0], Vector3.One, Vector3.Zero, downsampleFactor: 2, isMetric: true);
        Assert.Equal(2f, pose.Scale, 1e-6f);
        Assert.True(pose.IsMetric);
    }

    [Fact]
    public void The_translation_scale_is_not_used()
    {
        ObjectPose a = PoseDecoder.Decode(Spec, Identity, [0, 1, 2], [0, 0, 0], [-3], Vector3.One, Vector3.Zero);
        ObjectPose b = PoseDecoder.Decode(Spec, Identity, [0, 1, 2], [0, 0, 0], [float.NaN], Vector3.One, Vector3.Zero);
        Assert.Equal(a, b);
    }

    [Fact]
    public void The_pose_moves_points_as_the_official_row_vectors()
    {
        float[] channels = [0.3f, -0.8f, 0.2f, 1.1f, 0.4f, -0.6f];
        ObjectPose pose = PoseDecoder.Decode(Spec, channels, [1, 2, 3], [0.5f, 0.5f, 0.5f], [0], Vector3.One, Vector3.Zero);
        Vector3 point = RandomPoses.Point(5);
        Vector3 expected = Vector3.Transform(point * MathF.Exp(0.5f), Rotation6d.ToMatrix(channels)) + new Vector3(1, 2, 3);
        RandomPoses.AssertClose(expected, pose.Apply(point));
    }

    [Fact]
    public void Bundles_of_another_convention_or_without_six_statistics_are_refused()
    {
        AssertRefused<BundleException>(Spec with { Convention = "DisparitySpace" }, Identity, [0, 0, 0], "'DisparitySpace'");
        AssertRefused<BundleException>(Spec with { Rotation6dMean = [0, 0] }, Identity, [0, 0, 0], "2 rotation means");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(1000f)]
    [InlineData(float.NegativeInfinity)]
    public void Latents_without_a_finite_pose_are_refused(float scale) =>
        AssertRefused<ReconstructionException>(Spec, Identity, [scale, scale, scale], "expected finite numbers");

    [Fact]
    public void Wrong_lengths_and_factors_are_programming_errors()
    {
        Assert.Throws<ArgumentException>("translation", () => PoseDecoder.Decode(Spec, Identity, [0], [0, 0, 0], [0], Vector3.One, Vector3.Zero));
        Assert.Throws<ArgumentException>("scale", () => PoseDecoder.Decode(Spec, Identity, [0, 0, 0], [0], [0], Vector3.One, Vector3.Zero));
        Assert.Throws<ArgumentException>("translationScale", () => PoseDecoder.Decode(Spec, Identity, [0, 0, 0], [0, 0, 0], [], Vector3.One, Vector3.Zero));
        Assert.Throws<ArgumentException>("rotation6dNormalized", () => PoseDecoder.Decode(Spec, [1], [0, 0, 0], [0, 0, 0], [0], Vector3.One, Vector3.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => PoseDecoder.Decode(Spec, Identity, [0, 0, 0], [0, 0, 0], [0], Vector3.One, Vector3.Zero, 0));
    }

    private static ObjectPose Decode(float[] scale, float[] translation, float sceneScale, Vector3 shift) =>
        PoseDecoder.Decode(Spec, Identity, translation, scale, [0], new Vector3(sceneScale), shift);

    private static void AssertRefused<T>(PoseSpec spec, float[] rotation, float[] scale, string part)
        where T : Sam3DException
    {
        T error = Assert.Throws<T>(() => PoseDecoder.Decode(spec, rotation, [0, 0, 0], scale, [0], Vector3.One, Vector3.Zero));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}

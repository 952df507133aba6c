using System.Numerics;
using Sam3D.Core.Tests.Placement;
using Sam3D.Gaussians;
using Sam3D.Tensors;

namespace Sam3D.Core.Tests.Gaussians;

public sealed class GaussianCloudTests
{
    private const int Count = 25;

    [Fact]
    public void Placing_moves_positions_and_covariances_by_the_pose()
    {
        GaussianCloud cloud = Cloud();
        for (uint p = 0; p < 5; p++)
        {
            ObjectPose pose = RandomPoses.Pose(p);
            GaussianCloud placed = cloud.Transform(pose);
            Matrix4x4 linear = Matrix4x4.CreateScale(pose.Scale) * Matrix4x4.CreateFromQuaternion(pose.Rotation);
            for (int i = 0; i < Count; i++)
            {
                RandomPoses.AssertClose(pose.Apply(cloud.Position(i)), placed.Position(i));
                Matrix4x4 expected = Matrix4x4.Transpose(linear) * Covariance(cloud, i) * linear;
                Matrix4x4 difference = expected - Covariance(placed, i);
                float size = placed.Scale(i).LengthSquared();
                Assert.All(Enumerable.Range(0, 9), n => Assert.Equal(0f, difference[n / 3, n % 3] / size, 1e-4f));
            }
        }
    }

    [Fact]
    public void Clouds_put_together_keep_every_value()
    {
        GaussianCloud first = Cloud(), second = Cloud().Transform(RandomPoses.Pose(2));
        GaussianCloud both = GaussianCloud.Merge([first, second]);
        Assert.Equal(2 * Count, both.Count);
        for (int i = 0; i < both.Count; i++)
        {
            (GaussianCloud source, int k) = i < Count ? (first, i) : (second, i - Count);
            RandomPoses.AssertClose(source.Position(k), both.Position(i));
            Assert.Equal(0, Vector3.Distance(source.Scale(k), both.Scale(i)) / source.Scale(k).Length(), 1e-5f);
            Assert.Equal(1, Math.Abs(Quaternion.Dot(source.Rotation(k), both.Rotation(i))), 1e-5f);
            Assert.Equal(source.Opacity(k), both.Opacity(i), 1e-5f);
            Assert.Equal(source.RawColors.Slice(3 * k, 3).ToArray(), both.RawColors.Slice(3 * i, 3).ToArray());
        }

        Assert.Throws<ArgumentException>(() => GaussianCloud.Merge([]));
    }

    [Fact]
    public void Colours_and_opacities_stay()
    {
        GaussianCloud cloud = Cloud();
        GaussianCloud placed = cloud.Transform(RandomPoses.Pose(1));
        Assert.Equal(cloud.RawColors.ToArray(), placed.RawColors.ToArray());
        Assert.Equal(cloud.Opacity(3), placed.Opacity(3));
    }

    [Fact]
    public void Scales_stay_above_the_smallest_scale_of_the_scene()
    {
        GaussianCloud cloud = Cloud(scaleShift: -50f);
        ObjectPose pose = RandomPoses.Pose(2);
        GaussianCloud placed = cloud.Transform(pose);
        Assert.Equal(0.0009f * pose.Scale, placed.Activations.MinimumScale, 1e-9f);
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(1.1f * 0.0009f * pose.Scale, placed.Scale(i).X, 1e-6f);
            Assert.True(float.IsFinite(placed.RawScales[3 * i]));
        }
    }

    [Fact]
    public void Lengths_that_disagree_are_refused() => Assert.Throws<ArgumentException>(() =>
        new GaussianCloud(new GaussianActivations(), new float[6], new float[6], new float[6], new float[6], new float[2]));

    private static GaussianCloud Cloud(float scaleShift = 0f)
    {
        float[] scales = Numbers(3 * Count, 2);
        for (int i = 0; i < scales.Length; i++)
        {
            scales[i] = Math.Abs(scales[i]) + scaleShift;
        }

        return new GaussianCloud(
            new GaussianActivations(), Numbers(3 * Count, 0), Numbers(3 * Count, 1), scales, Numbers(4 * Count, 3), Numbers(Count, 4));
    }

    /// <summary>Σ of a Gaussian whose axes are turned by its rotation: (S·M)ᵀ(S·M) with row vectors.</summary>
    private static Matrix4x4 Covariance(GaussianCloud cloud, int index)
    {
        Matrix4x4 axes = Matrix4x4.CreateScale(cloud.Scale(index)) * Matrix4x4.CreateFromQuaternion(cloud.Rotation(index));
        return Matrix4x4.Transpose(axes) * axes;
    }

    private static float[] Numbers(int count, uint stream)
    {
        float[] values = new float[count];
        Philox.FillNormal(values, seed: 23, stream);
        return values;
    }
}

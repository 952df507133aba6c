using System.Numerics;
using Sam3D.Placement;

namespace Sam3D.Core.Tests.Placement;

public sealed class Rotation6dTests
{
    [Fact]
    public void The_columns_are_orthonormal_and_span_what_the_channels_span()
    {
        for (uint i = 0; i < 100; i++)
        {
            Vector3 a1 = 3 * RandomPoses.Point(2 * i), a2 = RandomPoses.Point((2 * i) + 1);
            Matrix4x4 m = Rotation6d.ToMatrix([a1.X, a1.Y, a1.Z, a2.X, a2.Y, a2.Z]);
            Vector3 b1 = new(m.M11, m.M21, m.M31), b2 = new(m.M12, m.M22, m.M32), b3 = new(m.M13, m.M23, m.M33);
            RandomPoses.AssertClose(Vector3.Normalize(a1), b1);
            Assert.Equal(0f, Vector3.Dot(b1, b2), 1e-5f);
            Assert.Equal(0f, Vector3.Dot(b3, a2) / a2.Length(), 1e-5f);
            Assert.True(Vector3.Dot(b2, a2) > 0);
            Assert.Equal(1f, m.GetDeterminant(), 1e-5f);
        }
    }

    [Fact]
    public void Channels_are_denormalised()
    {
        float[] result = new float[6];
        Rotation6d.Denormalize([1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60], [1, 1, 1, 2, 2, 2], result);
        Assert.Equal([11, 22, 33, 48, 60, 72], result);
    }

    [Theory]
    [InlineData(0f, 0f, 0f, 0f, 1f, 0f)]
    [InlineData(1f, 0f, 0f, 0f, 0f, 0f)]
    [InlineData(1f, 2f, 3f, -2f, -4f, -6f)]
    [InlineData(0.1f, 0.7f, -0.3f, 0.3f, 2.1f, -0.9f)]
    [InlineData(float.NaN, 0f, 0f, 0f, 1f, 0f)]
    [InlineData(1f, 0f, 0f, 0f, float.PositiveInfinity, 0f)]
    public void Channels_that_span_no_rotation_are_refused(float a, float b, float c, float d, float e, float f)
    {
        float[] channels = [a, b, c, d, e, f];
        string message = Assert.Throws<ReconstructionException>(() => Rotation6d.ToMatrix(channels)).Message;
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Other_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Rotation6d.ToMatrix([1, 2, 3, 4, 5]));
        Assert.Throws<ArgumentException>(() => Rotation6d.Denormalize(new float[6], new float[5], new float[6], new float[6]));
    }
}

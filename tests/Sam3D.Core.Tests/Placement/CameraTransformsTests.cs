using System.Numerics;
using Sam3D.Placement;

namespace Sam3D.Core.Tests.Placement;

public sealed class CameraTransformsTests
{
    [Fact]
    public void Right_and_down_become_left_and_up()
    {
        Assert.Equal(new Vector3(-1, -2, 3), CameraTransforms.HalfTurn(new Vector3(1, 2, 3)));
        float[] points = [1, 2, 3, 4, 5, 6];
        CameraTransforms.HalfTurn(points, points);
        Assert.Equal([-1, -2, 3, -4, -5, 6], points);
        CameraTransforms.HalfTurn(points, points);
        Assert.Equal([1, 2, 3, 4, 5, 6], points);
    }

    [Theory]
    [InlineData(float.NaN, 1f, 2f)]
    [InlineData(1f, float.PositiveInfinity, 2f)]
    [InlineData(1f, 2f, float.NegativeInfinity)]
    public void A_point_that_is_not_finite_becomes_unknown(float x, float y, float z)
    {
        float[] points = [x, y, z];
        CameraTransforms.HalfTurn(points, points);
        Assert.Equal([float.NaN, float.NaN, float.NaN], points);
    }

    [Fact]
    public void Broken_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => CameraTransforms.HalfTurn(new float[4], new float[4]));
        Assert.Throws<ArgumentException>(() => CameraTransforms.HalfTurn(new float[6], new float[3]));
    }
}

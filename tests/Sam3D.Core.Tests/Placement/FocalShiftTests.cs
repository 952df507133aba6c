using Sam3D.Placement;

namespace Sam3D.Core.Tests.Placement;

public sealed class FocalShiftTests
{
    [Theory]
    [InlineData(300, 400)]
    [InlineData(640, 480)]
    public void Pixels_are_square_and_the_focal_length_is_in_half_diagonals(int width, int height)
    {
        CameraIntrinsics camera = new FocalShift(1.5f, 0f).ToIntrinsics(width, height);
        double pixels = 1.5 * 0.5 * Math.Sqrt((width * width) + (height * height));
        Assert.Equal(pixels, camera.FocalX * width, 1e-3);
        Assert.Equal(pixels, camera.FocalY * height, 1e-3);
        Assert.Equal((0.5f, 0.5f), (camera.CenterX, camera.CenterY));
    }
}

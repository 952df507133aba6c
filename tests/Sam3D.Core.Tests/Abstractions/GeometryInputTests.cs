namespace Sam3D.Core.Tests.Abstractions;

public sealed class GeometryInputTests
{
    [Theory]
    [InlineData(0f, 1f, 0.5f)]
    [InlineData(1f, -1f, 0.5f)]
    [InlineData(float.NaN, 1f, 0.5f)]
    [InlineData(1f, float.PositiveInfinity, 0.5f)]
    [InlineData(1f, 1f, float.NaN)]
    public void ACameraThatProjectsNothingIsRefused(float focalX, float focalY, float center) => Assert.Throws<ArgumentException>(
        () => new GeometryInput(new RgbImage(1, 1, new byte[3]), new Mask(1, 1, new byte[1])) { Camera = new CameraIntrinsics(focalX, focalY, center) });

    [Fact]
    public void AUsableCameraAndNoneAreKept()
    {
        var camera = new CameraIntrinsics(1.2f, 0.9f, -0.1f);
        var image = new RgbImage(1, 1, new byte[3]);
        var mask = new Mask(1, 1, new byte[1]);
        Assert.Equal(camera, new GeometryInput(image, mask) { Camera = camera }.Camera);
        Assert.Null(new GeometryInput(image, mask) { Camera = null }.Camera);
    }
}

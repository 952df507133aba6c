using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class OrbitCameraTests
{
    private static readonly Vector3[] Cube =
        [.. Enumerable.Range(0, 8).Select(i => new Vector3(i & 1, (i >> 1) & 1, i >> 2) - new Vector3(0.5f))];

    [Fact]
    public void TheFrontCameraHasRightToTheRightAndUpUpwards()
    {
        (ObjectPose pose, CameraIntrinsics camera) = new OrbitCamera { Distance = 3 }.Place(Cube, 100, 100);
        Assert.Equal(0, Vector3.Distance(new Vector3(0, 0, 3), pose.Apply(Vector3.Zero)), 1e-5f);
        Assert.Equal(2.5f, pose.Apply(new Vector3(0, -0.5f, 0)).Z, 1e-5f); // the front (−y) is next to the camera
        Vector2 right = camera.Project(pose.Apply(new Vector3(0.4f, 0, 0))), up = camera.Project(pose.Apply(new Vector3(0, 0, 0.4f)));
        Assert.True(right.X > 0.5f && Math.Abs(right.Y - 0.5f) < 1e-5f);
        Assert.True(up.Y < 0.5f && Math.Abs(up.X - 0.5f) < 1e-5f);
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(90f, 0f)]
    [InlineData(-130f, 35f)]
    [InlineData(200f, -60f)]
    [InlineData(10f, 90f)]
    public void TheCameraStandsAtItsAngles(float azimuth, float elevation)
    {
        (ObjectPose pose, _) = new OrbitCamera { Azimuth = azimuth, Elevation = elevation, Distance = 2 }.Place(Cube, 64, 64);
        (float a, float e) = (azimuth * MathF.PI / 180, elevation * MathF.PI / 180);
        var expected = 2 * new Vector3(MathF.Sin(a) * MathF.Cos(e), -MathF.Cos(a) * MathF.Cos(e), MathF.Sin(e));
        Assert.Equal(0, pose.Apply(expected).Length(), 1e-5f);
        Assert.Equal(1, pose.Rotation.Length(), 1e-5f);
    }

    [Theory]
    [InlineData(400, 400)]
    [InlineData(600, 200)]
    [InlineData(200, 600)]
    public void EveryVertexFitsIntoThePicture(int width, int height)
    {
        for (int azimuth = 0; azimuth < 360; azimuth += 30)
        {
            (ObjectPose pose, CameraIntrinsics camera) = new OrbitCamera { Azimuth = azimuth, Elevation = 25 }.Place(Cube, width, height);
            Assert.All(Cube, p =>
            {
                Vector2 uv = camera.Project(pose.Apply(p));
                Assert.InRange(uv.X, 0, 1);
                Assert.InRange(uv.Y, 0, 1);
            });
        }
    }

    [Fact]
    public void FromPoseUndoesPlace()
    {
        (ObjectPose pose, _) = new OrbitCamera { Azimuth = -70, Elevation = 33, Distance = 4 }.Place(Cube, 64, 64);
        OrbitCamera camera = OrbitCamera.FromPose(pose);
        Assert.Equal(-70, camera.Azimuth, 1e-3f);
        Assert.Equal(33, camera.Elevation, 1e-3f);
    }
}

using System.Numerics;
using Sam3D.Core.Tests.Meshing;
using Sam3D.Meshing;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class MeshRendererTests
{
    private static readonly TriangleMesh Sphere = SurfaceExtractor.Extract(Shapes.Sample(24, p => Shapes.Sphere(p, 0.4f)));

    [Fact]
    public void ASphereIsARoundSilhouetteOnTheBackground()
    {
        RgbImage picture = MeshRenderer.Render(Sphere, new RenderOptions { Width = 96, Height = 64, Background = new Vector3(0, 0, 1) });
        int covered = 0;
        for (int i = 0; i < 96 * 64; i++)
        {
            covered += picture.Pixels[3 * i] > 0 ? 1 : 0;
        }

        Assert.Equal((byte)0, picture.Pixels[0]);
        Assert.Equal((byte)255, picture.Pixels[2]);
        double radius = 32 / 1.04; // fitted into the shorter side with 4 % of air
        Assert.InRange(covered, 0.95 * Math.PI * radius * radius, 1.08 * Math.PI * radius * radius);
    }

    [Fact]
    public void VertexColoursAreWrittenAsSrgb()
    {
        var color = new Vector3(0.5f, 0.2f, 0.05f);
        var mesh = new TriangleMesh(Sphere.Positions, Sphere.Indices, Sphere.Normals, [.. Sphere.Positions.Select(_ => color)]);
        RgbImage picture = MeshRenderer.Render(mesh, new RenderOptions { Width = 33, Height = 33, Ambient = 1 });
        ReadOnlySpan<byte> center = picture.Pixels.Slice(3 * ((16 * 33) + 16), 3);
        Assert.Equal(ColorSpace.ToSrgbByte(color.X), center[0]);
        Assert.Equal(ColorSpace.ToSrgbByte(color.Y), center[1]);
        Assert.Equal(ColorSpace.ToSrgbByte(color.Z), center[2]);
    }

    [Fact]
    public void TheSideTowardsTheLightIsBrighter()
    {
        RgbImage picture = MeshRenderer.Render(Sphere, new RenderOptions { Width = 65, Height = 65, Ambient = 0.2f });
        byte At(int x, int y) => picture.Pixels[3 * ((y * 65) + x)];
        Assert.True(At(24, 22) > At(44, 46));
    }

    [Fact]
    public void DepthIsThatOfThePinholeCamera()
    {
        var pose = new ObjectPose { Rotation = Quaternion.Identity, Translation = new Vector3(0, 0, 2), Scale = 1 };
        DepthImage depth = MeshRenderer.RenderDepth(Sphere, pose, new CameraIntrinsics(1, 1), 65, 65);
        Assert.Equal(1.6f, depth.Depths[(32 * 65) + 32], 0.02f);
        Assert.Equal(-1, depth.Triangles[0]);
    }

    [Fact]
    public void SameInputSameBytes() =>
        Assert.Equal(MeshRenderer.Render(Sphere).Pixels.ToArray(), MeshRenderer.Render(Sphere).Pixels.ToArray());

    [Fact]
    public void AnEmptyMeshIsBackground() =>
        Assert.True(MeshRenderer.Render(new TriangleMesh([], [])).Pixels.IndexOfAnyExcept((byte)255) < 0);

    [Fact]
    public void DefaultsArePinnedAndImpossibleOptionsNamedTogether()
    {
        var options = new RenderOptions();
        Assert.Equal((512, 512, 0.35f, Vector3.One), (options.Width, options.Height, options.Ambient, options.Background));
        Assert.Equal((0f, 0f, 30f, null), (options.Camera.Azimuth, options.Camera.Elevation, options.Camera.FieldOfView, options.Camera.Distance));

        var wrong = new RenderOptions { Width = 0, Ambient = 2, Camera = new OrbitCamera { FieldOfView = 0 } };
        string message = Assert.Throws<ArgumentException>(() => MeshRenderer.Render(Sphere, wrong)).Message;
        Assert.Contains("0×512", message);
        Assert.Contains("Ambient", message);
        Assert.Contains("FieldOfView", message);
    }
}

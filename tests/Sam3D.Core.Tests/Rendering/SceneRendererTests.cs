using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class SceneRendererTests
{
    private static readonly ObjectPose Pose = new() { Rotation = Quaternion.Identity, Translation = new Vector3(0, 0, 2), Scale = 1 };
    private static readonly CameraIntrinsics Camera = CameraIntrinsics.FromFieldOfView(50, 64, 48);

    [Fact]
    public void TheBytesDoNotDependOnTheThreads()
    {
        (Vector3[] screen, int[] indices) = VisibilityRasterizerTests.RandomTriangles(7, 200, 30);
        Vector3[] positions = [.. screen.Select(v => new Vector3((v.X / 97) - 0.5f, (v.Y / 61) - 0.5f, v.Z - 1))];
        Vector3[] colors = [.. positions.Select(p => p + new Vector3(0.5f))];
        var mesh = new TexturedMesh(new TriangleMesh(positions, indices, null, colors), materials: [new MeshMaterial { Gloss = 0.5f }]);
        SceneImage one = Render(mesh, 1), many = Render(mesh, 5);
        Assert.Equal(one.Colors, many.Colors);
        Assert.Equal(one.Coverage, many.Coverage);
        Assert.Equal(one.Depths, many.Depths);
        Assert.Equal(one.Normals, many.Normals);
        Assert.Equal(one.Parts, many.Parts);

        static SceneImage Render(TexturedMesh mesh, int threads) =>
            SceneRenderer.Render([new ScenePart(mesh, Pose)], Camera, new SceneOptions { Width = 64, Height = 47, Threads = threads });
    }

    [Fact]
    public void PointsOfThePointMapProjectBackToTheirPixels()
    {
        SceneImage image = SceneRenderer.Render([new ScenePart(Square(), Pose)], Camera, new SceneOptions { Width = 64, Height = 48 });
        PointMap points = image.ToPointMap(Camera);
        int seen = 0;
        for (int i = 0; i < image.Parts.Length; i++)
        {
            var p = new Vector3(points.Points[3 * i], points.Points[(3 * i) + 1], points.Points[(3 * i) + 2]);
            if (image.Parts[i] < 0)
            {
                Assert.True(float.IsNaN(p.Z));
                continue;
            }

            seen++;
            Vector2 uv = Camera.Project(p);
            Assert.Equal(((i % 64) + 0.5f) / 64, uv.X, 1e-5f);
            Assert.Equal(((i / 64) + 0.5f) / 48, uv.Y, 1e-5f);
            Assert.Equal(2f, p.Z, 1e-5f);
            Assert.InRange(image.Normals[i].Z, -1.0001f, -0.9999f); // towards the camera, whichever side is seen
        }

        Assert.InRange(seen, 600, 2000);
    }

    [Fact]
    public void SupersamplingAveragesCoverage()
    {
        // The right edge of the square lies in the middle of a pixel's column.
        float half = 0.5f * 2 / (Camera.FocalX * 64) * 33; // 16.5 pixels at depth 2
        TexturedMesh square = Square(half);
        SceneImage image = SceneRenderer.Render([new ScenePart(square, Pose)], Camera, new SceneOptions { Width = 64, Height = 48, Supersampling = 4 });
        Assert.Equal(1f, image.Coverage[(24 * 64) + 47]);
        Assert.Equal(0.5f, image.Coverage[(24 * 64) + 48]);
        Assert.Equal(0f, image.Coverage[(24 * 64) + 49]);
    }

    [Fact]
    public void NearerPartsHideFartherOnesAndMasksTellThemApart()
    {
        var near = Pose with { Translation = new Vector3(0.1f, 0, 1.5f), Scale = 0.3f };
        SceneImage image = SceneRenderer.Render([new ScenePart(Square(), Pose), new ScenePart(Square(), near)], Camera, new SceneOptions { Width = 64, Height = 48 });
        Mask back = image.MaskOf(0), front = image.MaskOf(1);
        Assert.True(back.Count > 0 && front.Count > 0);
        Assert.DoesNotContain(Enumerable.Range(0, 64 * 48), i => back.Values[i] != 0 && front.Values[i] != 0);

        // x is to the left in camera space.
        Assert.True(front[24, 24]);
        Assert.False(front[40, 24]);
    }

    [Fact]
    public void LightComesFromWhereItIsPut()
    {
        var options = new SceneOptions { Width = 64, Height = 48, Sky = Vector3.Zero, Ground = Vector3.Zero, Lights = [new SceneLight { Position = new Vector3(0, 0, -1), Color = new Vector3(0.5f) }] };
        ScenePart[] parts = [new ScenePart(Square(), Pose)];
        SceneImage frontal = SceneRenderer.Render(parts, Camera, options);
        SceneImage slanted = SceneRenderer.Render(parts, Camera, options with { Lights = [new SceneLight { Position = new Vector3(1, 0, -1), Color = new Vector3(0.5f) }] });
        SceneImage behind = SceneRenderer.Render(parts, Camera, options with { Lights = [new SceneLight { Position = new Vector3(0, 0, 1) }] });
        SceneImage point = SceneRenderer.Render(parts, Camera, options with { Lights = [new SceneLight { Position = Vector3.Zero, IsPoint = true, Color = new Vector3(0.5f) }] });
        int middle = (24 * 64) + 32;
        Assert.Equal(0.5f, frontal.Colors[middle].X, 1e-4f);
        Assert.Equal(0.5f / MathF.Sqrt(2), slanted.Colors[middle].X, 1e-4f);
        Assert.Equal(0f, behind.Colors[middle].X);
        Assert.Equal(0.5f, point.Colors[middle].X, 1e-2f);
        Assert.True(point.Colors[middle].X > point.Colors[middle + 12].X);
    }

    [Fact]
    public void TexturesAreSampledPerspectively()
    {
        byte[] pixels = new byte[3 * 2];
        (pixels[0], pixels[5]) = (255, 255); // red, blue
        var mesh = new TexturedMesh(
            Square().Mesh,
            [new Vector2(0, 1), new Vector2(1, 1), new Vector2(1, 0), new Vector2(0, 0)],
            materials: [new MeshMaterial { Texture = new MeshTexture(new RgbImage(2, 1, pixels)) }]);
        var options = new SceneOptions { Width = 64, Height = 48, Sky = Vector3.One, Ground = Vector3.One, Lights = [] };
        SceneImage image = SceneRenderer.Render([new ScenePart(mesh, Pose)], Camera, options);
        int middle = 24 * 64;
        (Vector3 a, Vector3 b) = (image.Colors[middle + 40], image.Colors[middle + 24]); // u grows with x, which is to the left
        Assert.True(a.X > 0.8f && a.Z < 0.2f, $"{a}");
        Assert.True(b.Z > 0.8f && b.X < 0.2f, $"{b}");
    }

    [Fact]
    public void AWrongOptionIsNamed()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => SceneRenderer.Render([], Camera, new SceneOptions { Width = 0, Supersampling = 9, Threads = 0 }));
        Assert.Contains("0×512", error.Message, StringComparison.Ordinal);
        Assert.Contains("Supersampling", error.Message, StringComparison.Ordinal);
        Assert.Contains("Threads", error.Message, StringComparison.Ordinal);
    }

    private static TexturedMesh Square(float half = 0.5f) => new(new TriangleMesh(
        [new(-half, -half, 0), new(half, -half, 0), new(half, half, 0), new(-half, half, 0)], [0, 1, 2, 0, 2, 3]));
}

using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class VisibilityRasterizerTests
{
    [Theory]
    [InlineData(6, 1.5f)]
    [InlineData(1, 3f)]
    [InlineData(2, 20f)]
    [InlineData(3, 400f)]
    public void EqualsAPlainLoopBitForBit(int seed, float size)
    {
        (Vector3[] vertices, int[] indices) = RandomTriangles(seed, 120, size);
        var fast = new VisibilityBuffer(97, 0, 61);
        var plain = new VisibilityBuffer(97, 0, 61);
        VisibilityRasterizer.Draw(fast, ScreenCorner.Of(vertices), indices, 5);
        PlainVisibilityRasterizer.Draw(plain, vertices, indices, 5);
        Assert.Equal(plain.Triangles, fast.Triangles);
        Assert.Equal(plain.InverseDepths, fast.InverseDepths);
        Assert.Contains(fast.Triangles, t => t >= 5);
    }

    [Fact]
    public void BandsAreTheRowsOfTheWhole()
    {
        (Vector3[] vertices, int[] indices) = RandomTriangles(4, 40, 60);
        var whole = new VisibilityBuffer(97, 0, 61);
        VisibilityRasterizer.Draw(whole, ScreenCorner.Of(vertices), indices, 0);
        var band = new VisibilityBuffer(97, 23, 17);
        VisibilityRasterizer.Draw(band, ScreenCorner.Of(vertices), indices, 0);
        Assert.Equal(whole.Triangles.AsSpan(23 * 97, 17 * 97).ToArray(), band.Triangles);
        Assert.Equal(whole.InverseDepths.AsSpan(23 * 97, 17 * 97).ToArray(), band.InverseDepths);
    }

    [Fact]
    public void TrianglesBehindTheCameraAndBrokenOnesAreLeftOut()
    {
        Vector3[] vertices = [new(5, 5, 1), new(50, 5, -1), new(5, 50, 1), new(float.NaN, 5, 1), new(50, 50, 1)];
        var buffer = new VisibilityBuffer(60, 0, 60);
        VisibilityRasterizer.Draw(buffer, ScreenCorner.Of(vertices), [0, 1, 2, 0, 3, 4, 0, 0, 0], 0);
        Assert.All(buffer.Triangles, t => Assert.Equal(-1, t));
    }

    internal static (Vector3[] Vertices, int[] Indices) RandomTriangles(int seed, int count, float size)
    {
        var random = new Random(seed);
        var vertices = new Vector3[3 * count];
        for (int t = 0; t < count; t++)
        {
            var center = new Vector2(random.NextSingle() * 97, random.NextSingle() * 61);
            for (int k = 0; k < 3; k++)
            {
                vertices[(3 * t) + k] = new Vector3(
                    center.X + ((random.NextSingle() - 0.5f) * size), center.Y + ((random.NextSingle() - 0.5f) * size), 0.5f + random.NextSingle());
            }
        }

        return (vertices, [.. Enumerable.Range(0, 3 * count)]);
    }
}

using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class SoftwareRasterizerTests
{
    [Fact]
    public void EqualsAPlainSearchOverAllPixelsAndTriangles()
    {
        var random = new Random(11);
        const int width = 61, height = 43;
        Vector3[] vertices = new Vector3[27];
        for (int i = 0; i < vertices.Length; i++)
        {
            // On the rasteriser's grid of 1/256 pixel, so that both decide about the same triangles.
            vertices[i] = new Vector3(random.Next(-20 * 256, 80 * 256) / 256f, random.Next(-20 * 256, 60 * 256) / 256f, 1 + (4 * random.NextSingle()));
        }

        int[] indices = [.. Enumerable.Range(0, vertices.Length)];
        DepthImage image = SoftwareRasterizer.Rasterize(vertices, indices, width, height);
        int covered = 0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (double depth, double b, double c, int triangle) = Search(vertices, x + 0.5, y + 0.5);
                int pixel = (y * width) + x;
                Assert.Equal(triangle, image.Triangles[pixel]);
                if (triangle >= 0)
                {
                    covered++;
                    Assert.Equal(depth, image.Depths[pixel], 1e-4);
                    Assert.Equal(b, image.Barycentrics[pixel].X, 1e-3);
                    Assert.Equal(c, image.Barycentrics[pixel].Y, 1e-3);
                }
                else
                {
                    Assert.Equal(float.PositiveInfinity, image.Depths[pixel]);
                }
            }
        }

        Assert.InRange(covered, 100, (width * height) - 1);
        Assert.Equal(covered, image.ToMask().Count);
    }

    [Fact]
    public void ASharedEdgeLeavesNoGapAndNoOverlap()
    {
        // A fan of triangles over the whole picture; its centre and corners lie on pixel centres, the worst case for ties.
        Vector3[] vertices = [new(8.5f, 8.5f, 1), new(-2.5f, -2.5f, 1), new(20.5f, -2.5f, 1), new(20.5f, 20.5f, 1), new(-2.5f, 20.5f, 1)];
        int[] fan = [0, 1, 2, 0, 2, 3, 0, 3, 4, 0, 4, 1];
        DepthImage whole = SoftwareRasterizer.Rasterize(vertices, fan, 17, 17);
        Assert.DoesNotContain(-1, whole.Triangles);
        int sum = 0;
        for (int t = 0; t < 4; t++)
        {
            sum += SoftwareRasterizer.Rasterize(vertices, fan.AsSpan(3 * t, 3), 17, 17).Triangles.Count(i => i >= 0);
        }

        Assert.Equal(17 * 17, sum);
    }

    [Fact]
    public void BothSidesAreDrawnAndTheNearerWins()
    {
        Vector3[] vertices = [new(-9, -9, 2), new(30, -9, 2), new(-9, 30, 2), new(-9, -9, 1), new(-9, 30, 1), new(30, -9, 1)];
        DepthImage image = SoftwareRasterizer.Rasterize(vertices, [0, 1, 2, 3, 4, 5], 8, 8);
        Assert.All(image.Triangles, t => Assert.Equal(1, t));
        Assert.All(image.Depths, d => Assert.Equal(1f, d, 1e-6f));
    }

    [Fact]
    public void WhatCannotBeDrawnIsLeftOut()
    {
        Vector3[] vertices = [new(-9, -9, 1), new(30, -9, 1), new(-9, 30, -1), new(-9, 30, 0), new(float.NaN, 3, 1), new(1e30f, 3, 1), new(3, 3, 1)];
        Assert.All(SoftwareRasterizer.Rasterize(vertices, [0, 1, 2, 0, 1, 3, 0, 1, 4, 6, 6, 6], 8, 8).Triangles, t => Assert.Equal(-1, t));
        Assert.Contains(0, SoftwareRasterizer.Rasterize(vertices, [0, 5, 6], 8, 8).Triangles);
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftwareRasterizer.Rasterize([], [], 0, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftwareRasterizer.Rasterize([], [], 8, SoftwareRasterizer.MaxSize + 1));
    }

    private static (double Depth, double B, double C, int Triangle) Search(Vector3[] v, double x, double y)
    {
        (double Depth, double B, double C, int Triangle) best = (double.PositiveInfinity, 0, 0, -1);
        for (int t = 0; t < v.Length; t += 3)
        {
            double Area(Vector3 p, Vector3 q, double rx, double ry) => (((double)q.X - p.X) * (ry - p.Y)) - (((double)q.Y - p.Y) * (rx - p.X));
            double area = Area(v[t], v[t + 1], v[t + 2].X, v[t + 2].Y);
            double a = Area(v[t + 1], v[t + 2], x, y) / area, b = Area(v[t + 2], v[t], x, y) / area, c = 1 - a - b;
            if (a <= 0 || b <= 0 || c <= 0)
            {
                continue;
            }

            double depth = 1 / ((a / v[t].Z) + (b / v[t + 1].Z) + (c / v[t + 2].Z));
            if (depth < best.Depth)
            {
                best = (depth, b / v[t + 1].Z * depth, c / v[t + 2].Z * depth, t / 3);
            }
        }

        return best;
    }
}

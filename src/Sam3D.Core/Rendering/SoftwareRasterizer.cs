using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>Draws triangles into a z-buffer: perspective-correct, both sides, deterministic.</summary>
/// <remarks>
/// Corners are rounded to 1/256 pixel and edges are evaluated in integers with the top-left rule, so that triangles that share an edge
/// leave no gap and no pixel is claimed twice. <see cref="VisibilityRasterizer"/> finds the nearest triangles; depths and weights are computed for what is seen.
/// </remarks>
public static class SoftwareRasterizer
{
    /// <summary>The largest width and height, in pixels.</summary>
    public const int MaxSize = 16384;

    /// <summary>Draws triangles.</summary>
    /// <param name="vertices">
    /// One vertex each: x to the right and y down in pixels, (0, 0) is the upper left corner of the picture; z is the camera-space
    /// depth. A triangle with a depth that is not above 0, or with a coordinate that is not finite, is left out.
    /// </param>
    /// <param name="indices">Three vertices a triangle.</param>
    /// <param name="width">Picture width, 1 to <see cref="MaxSize"/> pixels.</param>
    /// <param name="height">Picture height, 1 to <see cref="MaxSize"/> pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public static DepthImage Rasterize(ReadOnlySpan<Vector3> vertices, ReadOnlySpan<int> indices, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSize);
        ScreenCorner[] corners = ScreenCorner.Of(vertices);
        var buffer = new VisibilityBuffer(width, 0, height);
        VisibilityRasterizer.Draw(buffer, corners, indices, 0);
        var image = new DepthImage(width, height, buffer.InverseDepths, buffer.Triangles);
        for (int y = 0, pixel = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, pixel++)
            {
                int triangle = image.Triangles[pixel];
                if (triangle >= 0)
                {
                    image.Depths[pixel] = 1f / image.Depths[pixel];
                    image.Barycentrics[pixel] = WeightsAt(corners, indices.Slice(3 * triangle, 3), image.Depths[pixel], x, y);
                }
                else
                {
                    image.Depths[pixel] = float.PositiveInfinity;
                }
            }
        }

        return image;
    }

    /// <summary>The weights of the second and the third vertex: their shares of the area on the screen, made perspective-correct.</summary>
    private static Vector2 WeightsAt(ReadOnlySpan<ScreenCorner> corners, ReadOnlySpan<int> triangle, float depth, int x, int y)
    {
        ref readonly ScreenCorner a = ref corners[triangle[0]], b = ref corners[triangle[1]], c = ref corners[triangle[2]];
        int cx = (x * ScreenCorner.SubSamples) + (ScreenCorner.SubSamples / 2), cy = (y * ScreenCorner.SubSamples) + (ScreenCorner.SubSamples / 2);
        double scale = depth / (double)ScreenCorner.Cross(a, b, c.X, c.Y);
        return new Vector2(
            (float)(ScreenCorner.Cross(c, a, cx, cy) * b.InverseDepth * scale), (float)(ScreenCorner.Cross(a, b, cx, cy) * c.InverseDepth * scale));
    }
}

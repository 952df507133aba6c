using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>Draws triangles into a z-buffer: perspective-correct, both sides, deterministic.</summary>
/// <remarks>
/// Corners are rounded to 1/256 pixel and edges are evaluated in integers with the top-left rule, so that triangles that share an edge
/// leave no gap and no pixel is claimed twice.
/// </remarks>
public static class SoftwareRasterizer
{
    /// <summary>The largest width and height, in pixels.</summary>
    public const int MaxSize = 16384;

    private const int SubPixels = 256;

    // Far enough outside of the largest picture, and small enough for products of two differences to fit into 64 bits.
    private const float MaxCoordinate = 1 << 20;

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
        var image = new DepthImage(width, height);
        for (int t = 0; t + 2 < indices.Length; t += 3)
        {
            Vector3 a = vertices[indices[t]], b = vertices[indices[t + 1]], c = vertices[indices[t + 2]];
            if (IsDrawable(a) && IsDrawable(b) && IsDrawable(c))
            {
                Draw(image, t / 3, a, b, c);
            }
        }

        return image;
    }

    private static bool IsDrawable(Vector3 v) => v.Z > 0 && float.IsFinite(v.X + v.Y + v.Z);

    private static void Draw(DepthImage image, int triangle, Vector3 a, Vector3 b, Vector3 c)
    {
        Corner p = Snap(a), q = Snap(b), r = Snap(c);
        long area = Cross(p, q, r.X, r.Y);
        if (area == 0)
        {
            return;
        }

        bool swapped = area < 0;
        if (swapped)
        {
            (q, r, b, c, area) = (r, q, c, b, -area);
        }

        int left = FirstPixel(Math.Min(p.X, Math.Min(q.X, r.X))), right = LastPixel(Math.Max(p.X, Math.Max(q.X, r.X)), image.Width);
        int top = FirstPixel(Math.Min(p.Y, Math.Min(q.Y, r.Y))), bottom = LastPixel(Math.Max(p.Y, Math.Max(q.Y, r.Y)), image.Height);
        long biasP = Bias(q, r), biasQ = Bias(r, p), biasR = Bias(p, q);
        float inverseA = 1f / a.Z, inverseB = 1f / b.Z, inverseC = 1f / c.Z, inverseArea = 1f / area;
        for (int y = top; y <= bottom; y++)
        {
            long cy = ((long)y * SubPixels) + (SubPixels / 2);
            long cx = ((long)left * SubPixels) + (SubPixels / 2);
            long wp = Cross(q, r, cx, cy), wq = Cross(r, p, cx, cy), wr = Cross(p, q, cx, cy);
            long stepP = -(r.Y - q.Y) * SubPixels, stepQ = -(p.Y - r.Y) * SubPixels, stepR = -(q.Y - p.Y) * SubPixels;
            for (int x = left; x <= right; x++, wp += stepP, wq += stepQ, wr += stepR)
            {
                if ((wp + biasP | wq + biasQ | wr + biasR) < 0)
                {
                    continue;
                }

                float weightB = wq * inverseArea * inverseB, weightC = wr * inverseArea * inverseC;
                float depth = 1f / ((wp * inverseArea * inverseA) + weightB + weightC);
                int pixel = (y * image.Width) + x;
                if (depth < image.Depths[pixel])
                {
                    image.Depths[pixel] = depth;
                    image.Triangles[pixel] = triangle;
                    var weights = new Vector2(weightB * depth, weightC * depth);
                    image.Barycentrics[pixel] = swapped ? new Vector2(weights.Y, weights.X) : weights;
                }
            }
        }
    }

    private static Corner Snap(Vector3 v) => new(
        (long)MathF.Round(Math.Clamp(v.X, -MaxCoordinate, MaxCoordinate) * SubPixels),
        (long)MathF.Round(Math.Clamp(v.Y, -MaxCoordinate, MaxCoordinate) * SubPixels));

    // Twice the signed area of (from, to, point): positive where the point lies clockwise on the screen (y down).
    private static long Cross(Corner from, Corner to, long x, long y) =>
        ((to.X - from.X) * (y - from.Y)) - ((to.Y - from.Y) * (x - from.X));

    // A pixel on an edge belongs to the triangle that has it as a top edge (going right) or a left edge (going up).
    private static long Bias(Corner from, Corner to) =>
        (to.Y == from.Y && to.X > from.X) || to.Y < from.Y ? 0 : -1;

    private static int FirstPixel(long coordinate) => (int)Math.Max(0, (coordinate - (SubPixels / 2)) / SubPixels);

    private static int LastPixel(long coordinate, int size) => (int)Math.Min(size - 1, coordinate / SubPixels);

    private readonly record struct Corner(long X, long Y);
}

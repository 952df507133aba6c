using System.Numerics;

namespace Sam3D.Benchmarks;

/// <summary>The rival of the rasteriser: each pixel of each triangle's box, with depth and barycentric weights of the nearest one.</summary>
internal static class BoxLoopRasterizer
{
    private const int SubPixels = 256;

    /// <summary>Draws triangles before the camera; depths, +∞ where nothing is.</summary>
    public static float[] Draw(Vector3[] vertices, int[] indices, int width, int height)
    {
        float[] depths = new float[width * height];
        int[] triangles = new int[depths.Length];
        Vector2[] weights = new Vector2[depths.Length];
        Array.Fill(depths, float.PositiveInfinity);
        Array.Fill(triangles, -1);
        for (int t = 0; t < indices.Length; t += 3)
        {
            Vector3 a = vertices[indices[t]], b = vertices[indices[t + 1]], c = vertices[indices[t + 2]];
            (long X, long Y) p = Snap(a), q = Snap(b), r = Snap(c);
            long area = Cross(p, q, r.X, r.Y);
            if (area < 0)
            {
                (q, r, b, c, area) = (r, q, c, b, -area);
            }

            if (area == 0)
            {
                continue;
            }

            int left = (int)Math.Max(0, (Math.Min(p.X, Math.Min(q.X, r.X)) - (SubPixels / 2)) / SubPixels);
            int right = (int)Math.Min(width - 1, Math.Max(p.X, Math.Max(q.X, r.X)) / SubPixels);
            int top = (int)Math.Max(0, (Math.Min(p.Y, Math.Min(q.Y, r.Y)) - (SubPixels / 2)) / SubPixels);
            int bottom = (int)Math.Min(height - 1, Math.Max(p.Y, Math.Max(q.Y, r.Y)) / SubPixels);
            long biasP = Bias(q, r), biasQ = Bias(r, p), biasR = Bias(p, q);
            float inverseA = 1f / a.Z, inverseB = 1f / b.Z, inverseC = 1f / c.Z, inverseArea = 1f / area;
            for (int y = top; y <= bottom; y++)
            {
                long cy = ((long)y * SubPixels) + (SubPixels / 2), cx = ((long)left * SubPixels) + (SubPixels / 2);
                long wp = Cross(q, r, cx, cy), wq = Cross(r, p, cx, cy), wr = Cross(p, q, cx, cy);
                for (int x = left; x <= right; x++, wp -= (r.Y - q.Y) * SubPixels, wq -= (p.Y - r.Y) * SubPixels, wr -= (q.Y - p.Y) * SubPixels)
                {
                    if ((wp + biasP | wq + biasQ | wr + biasR) < 0)
                    {
                        continue;
                    }

                    float weightB = wq * inverseArea * inverseB, weightC = wr * inverseArea * inverseC;
                    float depth = 1f / ((wp * inverseArea * inverseA) + weightB + weightC);
                    int pixel = (y * width) + x;
                    if (depth < depths[pixel])
                    {
                        (depths[pixel], triangles[pixel], weights[pixel]) = (depth, t / 3, new Vector2(weightB * depth, weightC * depth));
                    }
                }
            }
        }

        return depths;
    }

    private static (long X, long Y) Snap(Vector3 v) => ((long)MathF.Round(v.X * SubPixels), (long)MathF.Round(v.Y * SubPixels));

    private static long Cross((long X, long Y) from, (long X, long Y) to, long x, long y) => ((to.X - from.X) * (y - from.Y)) - ((to.Y - from.Y) * (x - from.X));

    private static long Bias((long X, long Y) from, (long X, long Y) to) => (to.Y == from.Y && to.X > from.X) || to.Y < from.Y ? 0 : -1;
}

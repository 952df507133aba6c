using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

/// <summary>Every sample of the picture against every triangle: what <see cref="VisibilityRasterizer"/> must give bit for bit.</summary>
internal static class PlainVisibilityRasterizer
{
    public static void Draw(VisibilityBuffer target, Vector3[] vertices, int[] indices, int firstTriangle)
    {
        for (int t = 0; t < indices.Length; t += 3)
        {
            Vector3 a = vertices[indices[t]], b = vertices[indices[t + 1]], c = vertices[indices[t + 2]];
            if (!(a.Z > 0 && b.Z > 0 && c.Z > 0))
            {
                continue;
            }

            long area = Edge(a, b, Snap(c.X), Snap(c.Y));
            if (area == 0)
            {
                continue;
            }

            if (area < 0)
            {
                (b, c, area) = (c, b, -area);
            }

            long ax = Snap(a.X), ay = Snap(a.Y), bx = Snap(b.X), by = Snap(b.Y), cx = Snap(c.X), cy = Snap(c.Y);
            int left = (int)Math.Max(0, (Math.Min(ax, Math.Min(bx, cx)) + 127) >> 8);
            double ia = 1.0 / a.Z, db = (1.0 / b.Z) - ia, dc = (1.0 / c.Z) - ia, scale = 256 / (double)area;
            double stepX = ((db * (cy - ay)) - (dc * (by - ay))) * scale, stepY = ((dc * (bx - ax)) - (db * (cx - ax))) * scale;
            double origin = ia + (stepX * (left + 0.5 - (ax / 256.0))) - (stepY * (ay / 256.0));
            for (int y = 0; y < target.Rows; y++)
            {
                for (int x = left; x < target.Width; x++)
                {
                    long px = (x * 256) + 128, py = ((target.Top + y) * 256) + 128;
                    if (!Inside(b, c, px, py) || !Inside(c, a, px, py) || !Inside(a, b, px, py))
                    {
                        continue;
                    }

                    float inverse = (float)(origin + (stepY * (target.Top + y + 0.5))) + ((float)stepX * (x - left));
                    int i = (y * target.Width) + x;
                    if (inverse > target.InverseDepths[i])
                    {
                        target.InverseDepths[i] = inverse;
                        target.Triangles[i] = firstTriangle + (t / 3);
                    }
                }
            }
        }
    }

    private static bool Inside(Vector3 from, Vector3 to, long x, long y)
    {
        long edge = Edge(from, to, x, y), fx = Snap(from.X), fy = Snap(from.Y), tx = Snap(to.X), ty = Snap(to.Y);
        return edge > 0 || (edge == 0 && ((ty == fy && tx > fx) || ty < fy));
    }

    private static long Edge(Vector3 from, Vector3 to, long x, long y) =>
        ((Snap(to.X) - Snap(from.X)) * (y - Snap(from.Y))) - ((Snap(to.Y) - Snap(from.Y)) * (x - Snap(from.X)));

    private static long Snap(float v) => (long)MathF.Round(v * 256);
}

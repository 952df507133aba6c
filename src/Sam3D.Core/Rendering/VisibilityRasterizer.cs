using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sam3D.Rendering;

/// <summary>
/// Draws triangles into a <see cref="VisibilityBuffer"/>: corners rounded to 1/256 sample, exact edges, top-left rule, both sides; a sample costs one comparison of
/// 1/z, several samples at once.
/// </summary>
/// <remarks>
/// Small triangles test each sample of their box; wider ones compute each row's span with exact integer divisions. The samples and values are those of
/// a plain loop, bit for bit. Rows are independent, so bands of rows can be drawn by different threads.
/// </remarks>
internal static class VisibilityRasterizer
{
    private const int SubPixels = ScreenCorner.SubSamples;
    private const int SmallWidth = 12;

    private static readonly Vector<float> Lanes = Vector.ConvertToSingle(Vector<int>.Indices);

    /// <summary>Draws triangles into the rows that a buffer holds.</summary>
    /// <param name="target">The buffer.</param>
    /// <param name="corners">The vertices; a triangle with one that is to be left out is left out.</param>
    /// <param name="indices">Three vertices a triangle.</param>
    /// <param name="firstTriangle">The number to store for the first triangle.</param>
    public static void Draw(VisibilityBuffer target, ReadOnlySpan<ScreenCorner> corners, ReadOnlySpan<int> indices, int firstTriangle)
    {
        for (int t = 0; t + 2 < indices.Length; t += 3)
        {
            DrawOne(target, firstTriangle + (t / 3), corners[indices[t]], corners[indices[t + 1]], corners[indices[t + 2]]);
        }
    }

    private static void DrawOne(VisibilityBuffer target, int triangle, in ScreenCorner a, in ScreenCorner b, in ScreenCorner c)
    {
        int ax = a.X, ay = a.Y, bx = b.X, by = b.Y, cx = c.X, cy = c.Y;
        int upper = Math.Max(target.Top, First(Math.Min(ay, Math.Min(by, cy)))), lower = Last(Math.Max(ay, Math.Max(by, cy)), target.Top + target.Rows - 1);
        int left = First(Math.Min(ax, Math.Min(bx, cx))), right = Last(Math.Max(ax, Math.Max(bx, cx)), target.Width - 1);
        if (left > right || upper > lower)
        {
            return;
        }

        long area = ((bx - ax) * (long)(cy - ay)) - ((by - ay) * (long)(cx - ax));
        double ia = a.InverseDepth, ib = b.InverseDepth, ic = c.InverseDepth;
        if (area == 0 || ia == 0 || ib == 0 || ic == 0)
        {
            return;
        }

        if (area < 0)
        {
            (bx, by, ib, cx, cy, ic, area) = (cx, cy, ic, bx, by, ib, -area);
        }

        // Edge functions in the box's first sample, and how they change for each sample to the right and down.
        int px = (left * SubPixels) + (SubPixels / 2), py = (upper * SubPixels) + (SubPixels / 2);
        int ux = cx - bx, uy = cy - by, vx = ax - cx, vy = ay - cy, wx = bx - ax, wy = by - ay;
        long ea = (ux * (long)(py - by)) - (uy * (long)(px - bx)) + Bias(ux, uy), eb = (vx * (long)(py - cy)) - (vy * (long)(px - cx)) + Bias(vx, vy);
        long ec = (wx * (long)(py - ay)) - (wy * (long)(px - ax)) + Bias(wx, wy);
        long sa = -(long)uy * SubPixels, sb = -(long)vy * SubPixels, sc = -(long)wy * SubPixels;
        long ta = (long)ux * SubPixels, tb = (long)vx * SubPixels, tc = (long)wx * SubPixels;

        int row = ((upper - target.Top) * target.Width) + left;
        if (right - left >= SmallWidth)
        {
            var plane = Plane.Of(ax, ay, ia, bx - ax, by - ay, ib - ia, cx - ax, cy - ay, ic - ia, area, left);
            for (int y = upper; y <= lower; y++, row += target.Width, ea += ta, eb += tb, ec += tc)
            {
                int from = 0, to = right - left;
                if (Clip(ea, sa, ref from, ref to) && Clip(eb, sb, ref from, ref to) && Clip(ec, sc, ref from, ref to))
                {
                    DrawSpan(target, triangle, row, from, to, plane.At(y), plane.Slope);
                }
            }

            return;
        }

        // Many small triangles cover no sample's middle: their plane is never computed.
        bool hasPlane = false;
        Plane small = default;
        for (int y = upper; y <= lower; y++, row += target.Width, ea += ta, eb += tb, ec += tc)
        {
            float start = float.NaN;
            long va = ea, vb = eb, vc = ec;
            for (int i = row; i <= row + right - left; i++, va += sa, vb += sb, vc += sc)
            {
                if ((va | vb | vc) < 0)
                {
                    continue;
                }

                if (!hasPlane)
                {
                    (small, hasPlane) = (Plane.Of(ax, ay, ia, bx - ax, by - ay, ib - ia, cx - ax, cy - ay, ic - ia, area, left), true);
                }

                start = float.IsNaN(start) ? small.At(y) : start;
                float inverse = start + (small.Slope * (i - row));
                if (inverse > target.InverseDepths[i])
                {
                    target.InverseDepths[i] = inverse;
                    target.Triangles[i] = triangle;
                }
            }
        }
    }

    private static void DrawSpan(VisibilityBuffer target, int triangle, int row, int from, int to, float start, float slope)
    {
        Span<float> depths = target.InverseDepths.AsSpan(row + from, to - from + 1);
        Span<int> triangles = target.Triangles.AsSpan(row + from, to - from + 1);
        int i = 0;
        var number = new Vector<int>(triangle);
        for (; i + Vector<float>.Count <= depths.Length; i += Vector<float>.Count)
        {
            Vector<float> inverse = new Vector<float>(start) + (new Vector<float>(slope) * (new Vector<float>(from + i) + Lanes));
            ref float depth = ref depths[i];
            ref int id = ref triangles[i];
            Vector<float> old = Unsafe.ReadUnaligned<Vector<float>>(ref Unsafe.As<float, byte>(ref depth));
            Vector<int> nearer = Vector.GreaterThan(inverse, old);
            if (nearer == Vector<int>.Zero)
            {
                continue;
            }

            Vector.ConditionalSelect(nearer, inverse, old).CopyTo(depths[i..]);
            Vector<int> ids = MemoryMarshal.Cast<int, Vector<int>>(MemoryMarshal.CreateSpan(ref id, Vector<int>.Count))[0];
            Vector.ConditionalSelect(nearer, number, ids).CopyTo(triangles[i..]);
        }

        for (; i < depths.Length; i++)
        {
            float inverse = start + (slope * (from + i));
            if (inverse > depths[i])
            {
                depths[i] = inverse;
                triangles[i] = triangle;
            }
        }
    }

    // The samples i with w + i·step ≥ 0.
    private static bool Clip(long w, long step, ref int from, ref int to)
    {
        if (step == 0)
        {
            return w >= 0;
        }

        if (step > 0)
        {
            if (w < 0)
            {
                from = (int)Math.Max(from, Math.Min(int.MaxValue, (-w + step - 1) / step));
            }
        }
        else if (w < 0)
        {
            return false;
        }
        else
        {
            to = (int)Math.Min(to, w / -step);
        }

        return from <= to;
    }

    // A sample on an edge belongs to the triangle that has it as a top edge (going right) or a left edge (going up): 0 for these, else −1. Without a branch, which would be guessed wrong half of the time.
    private static long Bias(int x, int y) => ~((((long)y << 30) - x) >> 63);

    private static int First(int coordinate) => Math.Max(0, (coordinate + (SubPixels / 2) - 1) >> 8); // the first middle of a sample not before it

    private static int Last(int coordinate, int last) => Math.Min(last, (coordinate - (SubPixels / 2)) >> 8);

    /// <summary>1/z is linear on the screen.</summary>
    /// <param name="Origin">The value in the first sample of the box, at y = 0.</param>
    /// <param name="StepY">Change for each sample down.</param>
    /// <param name="Slope">Change for each sample to the right.</param>
    private readonly record struct Plane(double Origin, double StepY, float Slope)
    {
        /// <summary>Of a corner, and the differences of the other two from it.</summary>
        public static Plane Of(int ax, int ay, double ia, int bx, int by, double ib, int cx, int cy, double ic, long area, int left)
        {
            double scale = SubPixels / (double)area, stepX = ((ib * cy) - (ic * by)) * scale, stepY = ((ic * bx) - (ib * cx)) * scale;
            return new Plane(ia + (stepX * (left + 0.5 - (ax / (double)SubPixels))) - (stepY * (ay / (double)SubPixels)), stepY, (float)stepX);
        }

        /// <summary>The value in a row's first sample.</summary>
        public float At(int y) => (float)(Origin + (StepY * (y + 0.5)));
    }
}

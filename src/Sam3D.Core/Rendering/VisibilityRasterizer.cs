using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sam3D.Rendering;

/// <summary>
/// Draws triangles into a <see cref="VisibilityBuffer"/>: the coverage of <see cref="SoftwareRasterizer"/> (corners rounded to 1/256 pixel, exact
/// edges, top-left rule, both sides), but a sample costs one comparison of 1/z, several samples at once.
/// </summary>
/// <remarks>
/// Small triangles test each sample of their box; wider ones compute each row's span with exact integer divisions. The samples and values are those of
/// a plain loop, bit for bit. Rows are independent, so bands of rows can be drawn by different threads.
/// </remarks>
internal static class VisibilityRasterizer
{
    private const int SubPixels = 256;
    private const int SmallWidth = 12;
    private const float MaxCoordinate = 1 << 20;

    private static readonly Vector<float> Lanes = Vector.ConvertToSingle(Vector<int>.Indices);

    /// <summary>Draws triangles into the rows that a buffer holds.</summary>
    /// <param name="target">The buffer.</param>
    /// <param name="vertices">x right and y down in samples, z camera-space depth; triangles with a depth that is not above 0 are left out.</param>
    /// <param name="indices">Three vertices a triangle.</param>
    /// <param name="firstTriangle">The number to store for the first triangle.</param>
    public static void Draw(VisibilityBuffer target, ReadOnlySpan<Vector3> vertices, ReadOnlySpan<int> indices, int firstTriangle)
    {
        int top = target.Top, bottom = top + target.Rows;
        for (int t = 0; t + 2 < indices.Length; t += 3)
        {
            Vector3 a = vertices[indices[t]], b = vertices[indices[t + 1]], c = vertices[indices[t + 2]];
            float low = Math.Min(a.Y, Math.Min(b.Y, c.Y)), high = Math.Max(a.Y, Math.Max(b.Y, c.Y));
            if (high + 1 < top || low - 1 > bottom || !IsDrawable(a) || !IsDrawable(b) || !IsDrawable(c))
            {
                continue;
            }

            DrawOne(target, firstTriangle + (t / 3), a, b, c, top, bottom);
        }
    }

    private static bool IsDrawable(Vector3 v) => v.Z > 0 && float.IsFinite(v.X + v.Y + v.Z);

    private static void DrawOne(VisibilityBuffer target, int triangle, Vector3 a, Vector3 b, Vector3 c, int top, int bottom)
    {
        long ax = Snap(a.X), ay = Snap(a.Y), bx = Snap(b.X), by = Snap(b.Y), cx = Snap(c.X), cy = Snap(c.Y);
        long area = ((bx - ax) * (cy - ay)) - ((by - ay) * (cx - ax));
        if (area == 0)
        {
            return;
        }

        if (area < 0)
        {
            (b, c, bx, by, cx, cy, area) = (c, b, cx, cy, bx, by, -area);
        }

        int left = First(Math.Min(ax, Math.Min(bx, cx))), right = Last(Math.Max(ax, Math.Max(bx, cx)), target.Width - 1);
        int upper = Math.Max(top, First(Math.Min(ay, Math.Min(by, cy)))), lower = Last(Math.Max(ay, Math.Max(by, cy)), bottom - 1);
        if (left > right || upper > lower)
        {
            return;
        }

        long px = ((long)left * SubPixels) + (SubPixels / 2), py = ((long)upper * SubPixels) + (SubPixels / 2);
        long wa = Edge(bx, by, cx, cy, px, py) + Bias(bx, by, cx, cy), wb = Edge(cx, cy, ax, ay, px, py) + Bias(cx, cy, ax, ay);
        long wc = Edge(ax, ay, bx, by, px, py) + Bias(ax, ay, bx, by);
        long sa = (by - cy) * SubPixels, sb = (cy - ay) * SubPixels, sc = (ay - by) * SubPixels;
        long ta = (cx - bx) * SubPixels, tb = (ax - cx) * SubPixels, tc = (bx - ax) * SubPixels;
        var plane = new Plane(a, b, c, (ax, ay), (bx, by), (cx, cy), area, left);
        bool small = right - left < SmallWidth;
        for (int y = upper; y <= lower; y++, wa += ta, wb += tb, wc += tc)
        {
            int row = ((y - target.Top) * target.Width) + left;
            if (!small)
            {
                int from = 0, to = right - left;
                if (Clip(wa, sa, ref from, ref to) && Clip(wb, sb, ref from, ref to) && Clip(wc, sc, ref from, ref to))
                {
                    DrawSpan(target, triangle, row, from, to, plane.At(y), plane.Slope);
                }

                continue;
            }

            // Many small triangles cover no sample's middle: their plane is never computed.
            long va = wa, vb = wb, vc = wc;
            float start = float.NaN;
            for (int i = 0; i <= right - left; i++, va += sa, vb += sb, vc += sc)
            {
                if ((va | vb | vc) < 0)
                {
                    continue;
                }

                start = float.IsNaN(start) ? plane.At(y) : start;
                float inverse = start + (plane.Slope * i);
                if (inverse > target.InverseDepths[row + i])
                {
                    target.InverseDepths[row + i] = inverse;
                    target.Triangles[row + i] = triangle;
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

    private static long Snap(float v) => (long)MathF.Round(Math.Clamp(v, -MaxCoordinate, MaxCoordinate) * SubPixels);

    private static long Edge(long fromX, long fromY, long toX, long toY, long x, long y) => ((toX - fromX) * (y - fromY)) - ((toY - fromY) * (x - fromX));

    // A sample on an edge belongs to the triangle that has it as a top edge (going right) or a left edge (going up).
    private static long Bias(long fromX, long fromY, long toX, long toY) => (toY == fromY && toX > fromX) || toY < fromY ? 0 : -1;

    private static int First(long coordinate) => (int)Math.Max(0, (coordinate + (SubPixels / 2) - 1) >> 8); // the first middle of a sample not before it

    private static int Last(long coordinate, int last) => (int)Math.Min(last, (coordinate - (SubPixels / 2)) >> 8);
    /// <summary>1/z is linear on the screen: its value at the first corner, and its change for each sample to the right and down.</summary>
    private ref struct Plane(
        Vector3 a, Vector3 b, Vector3 c, (long X, long Y) pa, (long X, long Y) pb, (long X, long Y) pc, long area, int left)
    {
        private bool _isReady;
        private double _origin;
        private double _stepY;

        /// <summary>Change for each sample to the right; known after <see cref="At"/>.</summary>
        public float Slope { get; private set; }

        /// <summary>The value in a row's first sample.</summary>
        public float At(int y)
        {
            if (!_isReady)
            {
                double ia = 1.0 / a.Z, db = (1.0 / b.Z) - ia, dc = (1.0 / c.Z) - ia, scale = SubPixels / (double)area;
                double stepX = ((db * (pc.Y - pa.Y)) - (dc * (pb.Y - pa.Y))) * scale;
                _stepY = ((dc * (pb.X - pa.X)) - (db * (pc.X - pa.X))) * scale;
                _origin = ia + (stepX * (left + 0.5 - (pa.X / (double)SubPixels))) - (_stepY * (pa.Y / (double)SubPixels));
                Slope = (float)stepX;
                _isReady = true;
            }

            return (float)(_origin + (_stepY * (y + 0.5)));
        }
    }
}

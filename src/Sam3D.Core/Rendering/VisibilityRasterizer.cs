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

    private static void DrawOne(VisibilityBuffer target, int triangle, in ScreenCorner a, in ScreenCorner second, in ScreenCorner third)
    {
        int upper = Math.Max(target.Top, First(Math.Min(a.Y, Math.Min(second.Y, third.Y))));
        int lower = Last(Math.Max(a.Y, Math.Max(second.Y, third.Y)), target.Top + target.Rows - 1);
        int left = First(Math.Min(a.X, Math.Min(second.X, third.X))), right = Last(Math.Max(a.X, Math.Max(second.X, third.X)), target.Width - 1);
        long area = ScreenCorner.Cross(a, second, third.X, third.Y);
        if (left > right || upper > lower || area == 0 || a.InverseDepth == 0 || second.InverseDepth == 0 || third.InverseDepth == 0)
        {
            return;
        }

        ref readonly ScreenCorner b = ref area > 0 ? ref second : ref third;
        ref readonly ScreenCorner c = ref area > 0 ? ref third : ref second;
        area = Math.Abs(area);
        int px = (left * SubPixels) + (SubPixels / 2), py = (upper * SubPixels) + (SubPixels / 2);
        long wa = ScreenCorner.Cross(b, c, px, py) + Bias(b, c), wb = ScreenCorner.Cross(c, a, px, py) + Bias(c, a), wc = ScreenCorner.Cross(a, b, px, py) + Bias(a, b);
        long sa = (long)(b.Y - c.Y) * SubPixels, sb = (long)(c.Y - a.Y) * SubPixels, sc = (long)(a.Y - b.Y) * SubPixels;
        long ta = (long)(c.X - b.X) * SubPixels, tb = (long)(a.X - c.X) * SubPixels, tc = (long)(b.X - a.X) * SubPixels;

        // Many small triangles cover no sample's middle: their plane is never computed.
        bool hasPlane = false;
        Plane plane = default;
        for (int y = upper, row = ((upper - target.Top) * target.Width) + left; y <= lower; y++, row += target.Width, wa += ta, wb += tb, wc += tc)
        {
            if (right - left >= SmallWidth)
            {
                int from = 0, to = right - left;
                if (Clip(wa, sa, ref from, ref to) && Clip(wb, sb, ref from, ref to) && Clip(wc, sc, ref from, ref to))
                {
                    (plane, hasPlane) = (hasPlane ? plane : Plane.Of(a, b, c, area, left), true);
                    DrawSpan(target, triangle, row, from, to, plane.At(y), plane.Slope);
                }

                continue;
            }

            long va = wa, vb = wb, vc = wc;
            for (int i = 0; i <= right - left; i++, va += sa, vb += sb, vc += sc)
            {
                if ((va | vb | vc) < 0)
                {
                    continue;
                }

                (plane, hasPlane) = (hasPlane ? plane : Plane.Of(a, b, c, area, left), true);
                float inverse = plane.At(y) + (plane.Slope * i);
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

    // A sample on an edge belongs to the triangle that has it as a top edge (going right) or a left edge (going up).
    private static long Bias(in ScreenCorner from, in ScreenCorner to) => (to.Y == from.Y && to.X > from.X) || to.Y < from.Y ? 0 : -1;

    private static int First(int coordinate) => Math.Max(0, (coordinate + (SubPixels / 2) - 1) >> 8); // the first middle of a sample not before it

    private static int Last(int coordinate, int last) => Math.Min(last, (coordinate - (SubPixels / 2)) >> 8);

    /// <summary>1/z is linear on the screen.</summary>
    /// <param name="Origin">The value in the first sample of the box, at y = 0.</param>
    /// <param name="StepY">Change for each sample down.</param>
    /// <param name="Slope">Change for each sample to the right.</param>
    private readonly record struct Plane(double Origin, double StepY, float Slope)
    {
        public static Plane Of(in ScreenCorner a, in ScreenCorner b, in ScreenCorner c, long area, int left)
        {
            double ia = a.InverseDepth, db = b.InverseDepth - ia, dc = c.InverseDepth - ia, scale = SubPixels / (double)area;
            double stepX = ((db * (c.Y - a.Y)) - (dc * (b.Y - a.Y))) * scale, stepY = ((dc * (b.X - a.X)) - (db * (c.X - a.X))) * scale;
            return new Plane(ia + (stepX * (left + 0.5 - (a.X / (double)SubPixels))) - (stepY * (a.Y / (double)SubPixels)), stepY, (float)stepX);
        }

        /// <summary>The value in a row's first sample.</summary>
        public float At(int y) => (float)(Origin + (StepY * (y + 0.5)));
    }
}

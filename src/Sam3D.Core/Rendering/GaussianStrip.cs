using System.Numerics;
using System.Runtime.Intrinsics;

namespace Sam3D.Rendering;

/// <summary>
/// Some rows of a picture in which Gaussians are blended, nearest first: C += T·α·colour, T *= 1 − α. Red, green, blue and the transmittance T are planes,
/// and each row has room for a vector beyond its end.
/// </summary>
internal sealed class GaussianStrip
{
    /// <summary>Rows of a strip.</summary>
    public const int Rows = 16;

    /// <summary>No Gaussian hides more of what is behind it.</summary>
    public const float LargestAlpha = 0.99f;

    // What is behind so little transmittance does not count.
    private const float Opaque = 1e-6f;

    private static readonly Vector256<float> Lanes = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);

    private readonly int _width;
    private readonly int _stride;
    private readonly float[] _red;
    private readonly float[] _green;
    private readonly float[] _blue;
    private readonly float[] _through;

    /// <summary>Makes room for strips of a picture.</summary>
    /// <param name="width">Of the picture.</param>
    public GaussianStrip(int width)
    {
        _width = width;
        _stride = width + Vector256<float>.Count;
        (_red, _green, _blue, _through) = (new float[Rows * _stride], new float[Rows * _stride], new float[Rows * _stride], new float[Rows * _stride]);
    }

    /// <summary>Red, green and blue of a pixel before a background.</summary>
    /// <param name="x">Column.</param>
    /// <param name="row">Row of the strip.</param>
    /// <param name="background">What is seen where the transmittance is 1.</param>
    public Vector3 Color(int x, int row, Vector3 background)
    {
        int at = (row * _stride) + x;
        return new Vector3(_red[at], _green[at], _blue[at]) + (_through[at] * background);
    }

    /// <summary>Forgets what was drawn and draws.</summary>
    /// <param name="gaussians">All Gaussians, nearest first.</param>
    /// <param name="rows">The rows that each reaches.</param>
    /// <param name="top">First row of the strip.</param>
    /// <param name="count">Rows of the strip that lie in the picture.</param>
    public void Draw(ReadOnlySpan<ProjectedGaussian> gaussians, ReadOnlySpan<RowRange> rows, int top, int count)
    {
        Array.Clear(_red);
        Array.Clear(_green);
        Array.Clear(_blue);
        Array.Fill(_through, 1f);
        for (int i = 0; i < gaussians.Length; i++)
        {
            int first = Math.Max(rows[i].First, top), last = Math.Min(rows[i].Last, top + count - 1);
            for (int y = first; y <= last; y++)
            {
                DrawRow(gaussians[i], y, (y - top) * _stride);
            }
        }
    }

    private void DrawRow(in ProjectedGaussian g, int y, int start)
    {
        float dy = (y + 0.5f) - g.Center.Y;
        float across = g.B * dy * dy;
        if (!(across <= g.Cut))
        {
            return;
        }

        // One pixel more on either side than the ellipse, so that rounding leaves none out; the exponent decides.
        float shift = g.Slope * dy, middle = g.Center.X + shift, reach = MathF.Sqrt((g.Cut - across) / g.A) + 1.5f;
        int left = (int)Math.Max(0f, middle - reach), right = (int)Math.Min(_width - 1, middle + reach);
        Vector256<float> centerX = Vector256.Create(g.Center.X), acrossRow = Vector256.Create(across), cut = Vector256.Create(g.Cut);
        for (int x = left; x <= right; x += Vector256<float>.Count)
        {
            ref float through = ref _through[start + x];
            Vector256<float> t = Vector256.LoadUnsafe(ref through);
            Vector256<float> offset = ((Vector256.Create((float)x) + Lanes + Vector256.Create(0.5f)) - centerX) - Vector256.Create(shift);
            Vector256<float> exponent = (Vector256.Create(g.A) * offset * offset) + acrossRow;
            Vector256<float> isDrawn = Vector256.LessThanOrEqual(exponent, cut) & Vector256.GreaterThan(t, Vector256.Create(Opaque));
            if (isDrawn == Vector256<float>.Zero)
            {
                continue;
            }

            Vector256<float> alpha = Vector256.Min(Vector256.Create(LargestAlpha), Vector256.Create(g.Opacity) * Vector256.Exp(-exponent)) & isDrawn;
            Vector256<float> weight = t * alpha;
            (t - weight).StoreUnsafe(ref through);
            Add(ref _red[start + x], weight, g.Color.X);
            Add(ref _green[start + x], weight, g.Color.Y);
            Add(ref _blue[start + x], weight, g.Color.Z);
        }
    }

    private static void Add(ref float sum, Vector256<float> weight, float color) =>
        (Vector256.LoadUnsafe(ref sum) + (weight * Vector256.Create(color))).StoreUnsafe(ref sum);
}

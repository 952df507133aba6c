using System.Numerics;
using Sam3D.Imaging;

namespace Sam3D.GraphCuts;

/// <summary>Pixels as a grid whose neighbours, also the diagonal ones, prefer one side of a cut the more alike they are.</summary>
internal sealed class ColorGrid
{
    /// <summary>Right, down, down right, down left.</summary>
    public static readonly (int X, int Y, float Distance)[] Neighbours = [(1, 0, 1), (0, 1, 1), (1, 1, 1.41421356f), (-1, 1, 1.41421356f)];

    private readonly float[] _likeness;

    /// <summary>Takes pixels.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="colors">[height, width], 0 to 1.</param>
    public ColorGrid(int width, int height, Vector3[] colors)
    {
        (Width, Height, Colors) = (width, height, colors);
        _likeness = Likeness(width, height, colors);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>[height, width], 0 to 1.</summary>
    public Vector3[] Colors { get; }

    /// <summary>How alike a pixel and one of its <see cref="Neighbours"/> are, over their distance: 1 for equal ones, towards 0 across edges.</summary>
    public float LikenessOf(int pixel, int neighbour) => _likeness[(4 * pixel) + neighbour];

    /// <summary>The part of a picture as a grid.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="region">The part, in pixels of the picture.</param>
    /// <param name="longest">Most columns or rows; a larger part is made smaller.</param>
    public static ColorGrid Of(RgbImage image, PixelBounds region, int longest)
    {
        double scale = Math.Min(1, (double)longest / Math.Max(region.Width, region.Height));
        int width = Math.Max(1, (int)Math.Round(region.Width * scale)), height = Math.Max(1, (int)Math.Round(region.Height * scale));
        float[] planes = PictureResampler.Resize(
            PictureParts.Cut(image, region).PixelArray, 3, region.Height, region.Width, height, width, Interpolation.Bilinear, antialias: true);
        int count = width * height;
        var colors = new Vector3[count];
        for (int i = 0; i < count; i++)
        {
            colors[i] = new Vector3(planes[i], planes[count + i], planes[(2 * count) + i]);
        }

        return new ColorGrid(width, height, colors);
    }

    private static float[] Likeness(int width, int height, Vector3[] colors)
    {
        float[] result = new float[4 * colors.Length];
        double sum = 0;
        long pairs = 0;
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, i++)
            {
                for (int n = 0; n < Neighbours.Length; n++)
                {
                    (int dx, int dy, _) = Neighbours[n];
                    result[(4 * i) + n] = -1;
                    if (x + dx >= 0 && x + dx < width && y + dy < height)
                    {
                        float squared = Vector3.DistanceSquared(colors[i], colors[i + (dy * width) + dx]);
                        result[(4 * i) + n] = squared;
                        sum += squared;
                        pairs++;
                    }
                }
            }
        }

        // As in GrabCut, "alike" is measured against the mean difference of neighbours.
        float factor = sum > 0 ? (float)(-pairs / (2 * sum)) : 0;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = result[i] < 0 ? 0 : MathF.Exp(factor * result[i]) / Neighbours[i & 3].Distance;
        }

        return result;
    }
}

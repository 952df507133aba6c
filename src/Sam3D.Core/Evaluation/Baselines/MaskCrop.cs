namespace Sam3D.Evaluation;

/// <summary>A mask as a small picture that does not depend on where and how large the object is in the photograph.</summary>
public static class MaskCrop
{
    /// <summary>Side of the small picture.</summary>
    public const int Size = 21;

    // The square that the compact model's pictures are cropped to: the longer side of the object's box times 1.2.
    private const double Padding = 1.2;

    /// <summary>Makes the small picture: the covered part of each of its pixels.</summary>
    /// <param name="mask">A mask with at least one pixel.</param>
    /// <returns>[21, 21] values of 0 to 1.</returns>
    /// <exception cref="MaskException">The mask is empty.</exception>
    public static float[] Of(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        PixelBounds box = mask.GetBounds() ?? throw new MaskException($"The {mask.Width}×{mask.Height} mask is empty; mark the object's pixels.");
        double side = Padding * Math.Max(box.Right - box.Left + 1, box.Bottom - box.Top + 1), pixel = side / Size;
        double left = ((box.Left + box.Right + 1) / 2.0) - (side / 2), top = ((box.Top + box.Bottom + 1) / 2.0) - (side / 2);
        double[] sums = new double[Size * Size];
        for (int y = box.Top; y <= box.Bottom; y++)
        {
            for (int x = box.Left; x <= box.Right; x++)
            {
                if (mask[x, y])
                {
                    Spread(sums, (x - left) / pixel, (y - top) / pixel, 1 / pixel);
                }
            }
        }

        return Array.ConvertAll(sums, s => (float)s);
    }

    /// <summary>Sum of squared differences of two small pictures.</summary>
    /// <param name="first">[21, 21].</param>
    /// <param name="second">[21, 21].</param>
    public static double SquaredDistance(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        double sum = 0;
        for (int i = 0; i < first.Length; i++)
        {
            double difference = first[i] - second[i];
            sum += difference * difference;
        }

        return sum;
    }

    // Adds a square to the cells that it covers, each by its part.
    private static void Spread(double[] sums, double x, double y, double side)
    {
        int right = Math.Min(Size - 1, (int)(x + side)), bottom = Math.Min(Size - 1, (int)(y + side));
        for (int row = Math.Max(0, (int)y); row <= bottom; row++)
        {
            double height = Math.Min(row + 1, y + side) - Math.Max(row, y);
            for (int column = Math.Max(0, (int)x); column <= right; column++)
            {
                double width = Math.Min(column + 1, x + side) - Math.Max(column, x);
                sums[(row * Size) + column] += Math.Max(0, width) * Math.Max(0, height);
            }
        }
    }
}

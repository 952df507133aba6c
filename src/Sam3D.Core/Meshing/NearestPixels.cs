namespace Sam3D.Meshing;

/// <summary>
/// For every pixel the nearest one of a set, exactly, in linear time (Felzenszwalb and Huttenlocher, <i>Distance transforms of
/// sampled functions</i>, 2012).
/// </summary>
internal static class NearestPixels
{
    /// <summary>Finds the nearest pixel of a set.</summary>
    /// <param name="set">[H, W] members of the set, at least one.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <returns>[H, W] index of the nearest member.</returns>
    public static int[] Find(ReadOnlySpan<bool> set, int width, int height)
    {
        int[] rowOf = NearestInColumn(set, width, height);
        int[] nearest = new int[width * height];
        int[] hull = new int[width];
        double[] bounds = new double[width + 1];
        for (int y = 0; y < height; y++)
        {
            // The lower envelope of the parabolas (x − column)² + (distance within the column)².
            ReadOnlySpan<int> rows = rowOf.AsSpan(y * width, width);
            int count = 0;
            for (int x = 0; x < width; x++)
            {
                if (rows[x] < 0)
                {
                    continue;
                }

                double start = double.NegativeInfinity;
                while (count > 0 && (start = Intersection(hull[count - 1], x, rows, y)) <= bounds[count - 1])
                {
                    count--;
                }

                bounds[count] = count == 0 ? double.NegativeInfinity : start;
                hull[count++] = x;
            }

            for (int x = 0, h = 0; x < width; x++)
            {
                while (h + 1 < count && bounds[h + 1] < x)
                {
                    h++;
                }

                nearest[(y * width) + x] = (rows[hull[h]] * width) + hull[h];
            }
        }

        return nearest;
    }

    /// <summary>Squared distance between two pixels, given by their indices.</summary>
    public static long DistanceSquared(int a, int b, int width)
    {
        long dx = (a % width) - (b % width), dy = (a / width) - (b / width);
        return (dx * dx) + (dy * dy);
    }

    // Where the parabola of column b becomes lower than that of column a < b.
    private static double Intersection(int a, int b, ReadOnlySpan<int> rows, int y)
    {
        double da = rows[a] - y, db = rows[b] - y;
        return (((db * db) + ((double)b * b)) - ((da * da) + ((double)a * a))) / (2.0 * (b - a));
    }

    private static int[] NearestInColumn(ReadOnlySpan<bool> set, int width, int height)
    {
        int[] rows = new int[width * height];
        for (int x = 0; x < width; x++)
        {
            int last = -1;
            for (int y = 0; y < height; y++)
            {
                last = set[(y * width) + x] ? y : last;
                rows[(y * width) + x] = last;
            }

            last = -1;
            for (int y = height - 1; y >= 0; y--)
            {
                last = set[(y * width) + x] ? y : last;
                int above = rows[(y * width) + x];
                if (last >= 0 && (above < 0 || last - y < y - above))
                {
                    rows[(y * width) + x] = last;
                }
            }
        }

        return rows;
    }
}

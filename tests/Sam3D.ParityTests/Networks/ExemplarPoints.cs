using Sam3D.Concepts;

namespace Sam3D.ParityTests;

/// <summary>Exemplar points, for which the network has layers that are compared; the official processor never uses them.</summary>
internal static class ExemplarPoints
{
    /// <summary>Weights of points: bilinear between the centres of tokens, 0 beyond the picture.</summary>
    /// <param name="points">[N, 2], 0 to 1.</param>
    /// <param name="grid">G.</param>
    /// <returns>[N, 1, G²].</returns>
    public static float[] Samples(ReadOnlySpan<float> points, int grid)
    {
        int count = points.Length / 2, tokens = grid * grid;
        float[] samples = new float[checked(count * tokens)];
        for (int i = 0; i < count; i++)
        {
            float x = (points[2 * i] * grid) - 0.5f, y = (points[(2 * i) + 1] * grid) - 0.5f;
            (int left, int top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
            for (int k = 0; k < 4; k++)
            {
                (int column, int row) = (left + (k % 2), top + (k / 2));
                if (column >= 0 && column < grid && row >= 0 && row < grid)
                {
                    samples[(i * tokens) + (row * grid) + column] += (1 - Math.Abs(x - column)) * (1 - Math.Abs(y - row));
                }
            }
        }

        return samples;
    }

    /// <summary>Sines of points: of x, then of y.</summary>
    /// <param name="points">[N, 2].</param>
    /// <param name="width">C.</param>
    /// <returns>[N, C].</returns>
    public static float[] Codes(ReadOnlySpan<float> points, int width)
    {
        float[] codes = new float[points.Length / 2 * width];
        for (int i = 0; i < points.Length; i++)
        {
            ExemplarPlaces.Sines(codes.AsSpan(i * (width / 2), width / 2), points[i]);
        }

        return codes;
    }
}

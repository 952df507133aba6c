namespace Sam3D.Networks;

/// <summary>
/// Sine positions of a map (official <c>PositionEmbeddingSine</c>, normalised): rows in the first half of the channels, columns in the second, sine and cosine in turns. Rows and
/// columns count from 1.
/// </summary>
public static class SinePosition
{
    private const double Temperature = 10_000;
    private const float Epsilon = 1e-6f;

    /// <summary>Makes the table.</summary>
    /// <param name="channels">C, a multiple of 4.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <returns>[1, C, H, W].</returns>
    public static float[] Create(int channels, int height, int width)
    {
        int half = channels / 2, plane = height * width;
        float[] table = new float[checked(channels * plane)];
        for (int c = 0; c < channels; c++)
        {
            int i = c % half;
            double frequency = 1 / Math.Pow(Temperature, 2 * (i / 2) / (double)half);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    (int place, int count) = c < half ? (y + 1, height) : (x + 1, width);
                    double angle = place / (count + Epsilon) * 2 * MathF.PI * frequency;
                    table[(c * plane) + (y * width) + x] = (float)(i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
                }
            }
        }

        return table;
    }
}

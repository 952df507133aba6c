using System.Numerics;

namespace Sam3D.GraphCuts;

/// <summary>
/// How far pixels are from a set of seeds when every step costs its length and, much more, its change of colour (Criminisi et al., "GeoS: Geodesic Image Segmentation", 2008).
/// </summary>
internal static class GeodesicDistance
{
    private const int Sweeps = 4;

    /// <summary>Measures the distances by sweeping over the rows from above and from below.</summary>
    /// <param name="grid">The pixels.</param>
    /// <param name="seeds">Pixels of distance 0.</param>
    /// <param name="step">Cost of a step to the next pixel of the same colour.</param>
    /// <returns>A distance a pixel; infinite without seeds.</returns>
    public static float[] From(ColorGrid grid, IEnumerable<int> seeds, float step)
    {
        float[] distances = new float[grid.Colors.Length];
        distances.AsSpan().Fill(float.PositiveInfinity);
        foreach (int seed in seeds)
        {
            distances[seed] = 0;
        }

        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            Sweep(grid, distances, step, backward: sweep % 2 == 1);
        }

        return distances;
    }

    private static void Sweep(ColorGrid grid, float[] distances, float step, bool backward)
    {
        (int width, int height) = (grid.Width, grid.Height);
        int sign = backward ? 1 : -1;
        ReadOnlySpan<(int X, int Y)> before = [(sign, 0), (0, sign), (-1, sign), (1, sign)];
        for (int k = 0; k < distances.Length; k++)
        {
            int i = backward ? distances.Length - 1 - k : k, x = i % width, y = i / width;
            foreach ((int dx, int dy) in before)
            {
                if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height)
                {
                    continue;
                }

                int other = i + (dy * width) + dx;
                float length = dx != 0 && dy != 0 ? 1.41421356f : 1;
                distances[i] = MathF.Min(distances[i], distances[other] + (step * length) + Vector3.Distance(grid.Colors[i], grid.Colors[other]));
            }
        }
    }
}

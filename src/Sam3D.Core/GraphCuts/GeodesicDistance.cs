using System.Numerics;

namespace Sam3D.GraphCuts;

/// <summary>
/// How far pixels are from a set of seeds when every step costs its length and, much more, an edge that it crosses (after Criminisi et al., "GeoS: Geodesic Image Segmentation", 2008).
/// </summary>
/// <remarks>An edge is what differs much more than neighbours do in the mean, so that noise does not add up along a path.</remarks>
internal static class GeodesicDistance
{
    private const int Sweeps = 4;

    /// <summary>Measures the distances by sweeping over the rows from above and from below.</summary>
    /// <param name="grid">The pixels.</param>
    /// <param name="seeds">Pixels of distance 0.</param>
    /// <param name="step">Cost of a step to the next pixel of the same colour.</param>
    /// <param name="barrier">Cost of a step to a pixel that is nothing alike.</param>
    /// <returns>A distance a pixel; infinite without seeds.</returns>
    public static float[] From(ColorGrid grid, IEnumerable<int> seeds, float step, float barrier)
    {
        float[] distances = new float[grid.Colors.Length];
        distances.AsSpan().Fill(float.PositiveInfinity);
        foreach (int seed in seeds)
        {
            distances[seed] = 0;
        }

        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            Sweep(grid, distances, step, barrier, backward: sweep % 2 == 1);
        }

        return distances;
    }

    private static void Sweep(ColorGrid grid, float[] distances, float step, float barrier, bool backward)
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
                distances[i] = MathF.Min(distances[i], distances[other] + Cost(grid, i, other, dx, dy, step, barrier));
            }
        }
    }

    /// <summary>Cost of a step between neighbours.</summary>
    internal static float Cost(ColorGrid grid, int pixel, int other, int dx, int dy, float step, float barrier)
    {
        // Likeness is kept at the pixel from which the other is to the right or below.
        (int from, int x, int y) = dy > 0 || (dy == 0 && dx > 0) ? (pixel, dx, dy) : (other, -dx, -dy);
        int neighbour = y == 0 ? 0 : x == 0 ? 1 : x > 0 ? 2 : 3;
        float length = ColorGrid.Neighbours[neighbour].Distance, unlike = 1 - (grid.LikenessOf(from, neighbour) * length);
        return (step * length) + (barrier * unlike * unlike * unlike * unlike);
    }
}

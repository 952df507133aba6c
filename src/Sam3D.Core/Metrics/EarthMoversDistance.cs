using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>The earth mover's distance of two point sets of one size: the mean distance of the best one-to-one assignment.</summary>
/// <remarks>
/// Exact: shortest augmenting paths with dual prices (Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", 1987),
/// O(n³) in the worst case and n² numbers of memory. For surfaces it is computed on small samples, whose own randomness is part of the number: two samples of
/// one surface are not at distance 0.
/// </remarks>
public static class EarthMoversDistance
{
    /// <summary>The most points of a set: 64 MiB of distances.</summary>
    public const int MaxPoints = 4096;

    /// <summary>Computes the distance.</summary>
    /// <param name="first">1 to <see cref="MaxPoints"/> finite points.</param>
    /// <param name="second">As many.</param>
    /// <param name="cancellationToken">Honoured once a point.</param>
    /// <returns>min over bijections φ of mean |a − φ(a)|.</returns>
    /// <exception cref="ArgumentException">The sizes differ or are out of range.</exception>
    public static double Compute(ReadOnlySpan<Vector3> first, ReadOnlySpan<Vector3> second, CancellationToken cancellationToken = default)
    {
        if (first.Length != second.Length || first.Length is 0 or > MaxPoints)
        {
            throw new ArgumentException($"{first.Length} and {second.Length} points, expected equal numbers of 1 to {MaxPoints}.", nameof(first));
        }

        int n = first.Length;
        float[] costs = new float[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                costs[(i * n) + j] = Vector3.Distance(first[i], second[j]);
            }
        }

        int[] columnOfRow = Assign(costs, n, cancellationToken);
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            sum += costs[(i * n) + columnOfRow[i]];
        }

        return sum / n;
    }

    /// <summary>The assignment of least total cost.</summary>
    /// <param name="costs">n × n finite costs, row by row.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="cancellationToken">Honoured once a row.</param>
    /// <returns>The column of each row.</returns>
    internal static int[] Assign(float[] costs, int n, CancellationToken cancellationToken = default)
    {
        double[] prices = new double[n], shortest = new double[n];
        int[] columnOfRow = new int[n], rowOfColumn = new int[n], from = new int[n], columns = new int[n];
        Array.Fill(columnOfRow, -1);
        Array.Fill(rowOfColumn, -1);
        StartWithMinima(costs, n, prices, columnOfRow, rowOfColumn);
        for (int free = 0; free < n; free++)
        {
            if (columnOfRow[free] >= 0)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            int end = ShortestPath(costs, n, free, prices, rowOfColumn, shortest, from, columns);
            for (int column = end; ;)
            {
                int row = from[column];
                rowOfColumn[column] = row;
                (column, columnOfRow[row]) = (columnOfRow[row], column);
                if (row == free)
                {
                    break;
                }
            }
        }

        return columnOfRow;
    }

    // Column minima as prices: many rows get their column at once.
    private static void StartWithMinima(float[] costs, int n, double[] prices, int[] columnOfRow, int[] rowOfColumn)
    {
        for (int j = n - 1; j >= 0; j--)
        {
            int best = 0;
            for (int i = 1; i < n; i++)
            {
                best = costs[(i * n) + j] < costs[(best * n) + j] ? i : best;
            }

            prices[j] = costs[(best * n) + j];
            if (columnOfRow[best] < 0)
            {
                columnOfRow[best] = j;
                rowOfColumn[j] = best;
            }
        }
    }

    // Dijkstra's search over reduced costs from a free row to the nearest free column; then prices of the columns passed are lowered.
    private static int ShortestPath(
        float[] costs, int n, int free, double[] prices, int[] rowOfColumn, double[] shortest, int[] from, int[] columns)
    {
        for (int j = 0; j < n; j++)
        {
            columns[j] = j;
            from[j] = free;
            shortest[j] = costs[(free * n) + j] - prices[j];
        }

        int done = 0;
        while (true)
        {
            int nearest = done;
            for (int k = done + 1; k < n; k++)
            {
                nearest = shortest[columns[k]] < shortest[columns[nearest]] ? k : nearest;
            }

            (columns[done], columns[nearest]) = (columns[nearest], columns[done]);
            int column = columns[done++];
            double distance = shortest[column];
            int row = rowOfColumn[column];
            if (row < 0)
            {
                for (int k = 0; k < done - 1; k++)
                {
                    prices[columns[k]] += shortest[columns[k]] - distance;
                }

                return column;
            }

            double reduced = costs[(row * n) + column] - prices[column] - distance;
            for (int k = done; k < n; k++)
            {
                int other = columns[k];
                double through = costs[(row * n) + other] - prices[other] - reduced;
                if (through < shortest[other])
                {
                    shortest[other] = through;
                    from[other] = row;
                }
            }
        }
    }
}

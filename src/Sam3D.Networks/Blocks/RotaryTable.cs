namespace Sam3D.Networks;

/// <summary>
/// Rotary positions of a square map (Heo et al., arXiv 2403.13298): of a head's pairs of channels the first half turns with the column, the second with the row.
/// </summary>
public sealed class RotaryTable
{
    private const double Theta = 10_000;

    private RotaryTable(int tokens, int pairs) => (Tokens, Pairs, Cosines, Sines) = (tokens, pairs, new float[tokens * pairs], new float[tokens * pairs]);

    /// <summary>Number of tokens, side².</summary>
    public int Tokens { get; }

    /// <summary>Pairs of channels of a head.</summary>
    public int Pairs { get; }

    /// <summary>[<see cref="Tokens"/>, <see cref="Pairs"/>].</summary>
    public float[] Cosines { get; }

    /// <summary>[<see cref="Tokens"/>, <see cref="Pairs"/>].</summary>
    public float[] Sines { get; }

    /// <summary>Makes the table.</summary>
    /// <param name="side">Tokens along a side.</param>
    /// <param name="dim">Channels of a head, a multiple of 4.</param>
    /// <param name="scale">What rows and columns are multiplied by: 1, or less where a map was trained smaller.</param>
    public static RotaryTable Create(int side, int dim, double scale = 1)
    {
        var table = new RotaryTable(side * side, dim / 2);
        int quarter = dim / 4;
        for (int token = 0; token < table.Tokens; token++)
        {
            double column = token % side * scale, row = token / side * scale;
            for (int pair = 0; pair < table.Pairs; pair++)
            {
                double angle = (pair < quarter ? column : row) * Math.Pow(Theta, -4.0 * (pair % quarter) / dim);
                table.Cosines[(token * table.Pairs) + pair] = (float)Math.Cos(angle);
                table.Sines[(token * table.Pairs) + pair] = (float)Math.Sin(angle);
            }
        }

        return table;
    }
}

namespace Sam3D.Concepts;

/// <summary>
/// Where exemplars take the features of a picture, as weights of its tokens, and the sines of their places (SAM 3; official <c>SequenceGeometryEncoder</c>). A graph then needs no more
/// than a matrix product.
/// </summary>
internal static class ExemplarPlaces
{
    /// <summary>Cells along a side of a box.</summary>
    public const int BoxCells = 7;

    private const double Temperature = 10_000;

    /// <summary>
    /// Weights of boxes: RoIAlign (He et al., arXiv 1703.06870) of 7 × 7 cells with as many samples as the box has tokens, and without the shift by half a token.
    /// </summary>
    /// <param name="boxes">[N, 4]: centre and size, 0 to 1.</param>
    /// <param name="grid">G, tokens along a side of the picture.</param>
    /// <returns>[N, 49, G²].</returns>
    public static float[] BoxSamples(ReadOnlySpan<float> boxes, int grid)
    {
        int count = boxes.Length / 4, tokens = grid * grid;
        float[] samples = new float[checked(count * BoxCells * BoxCells * tokens)];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> box = boxes.Slice(4 * i, 4);
            Axis columns = new((box[0] - (box[2] / 2)) * grid, box[2] * grid), rows = new((box[1] - (box[3] / 2)) * grid, box[3] * grid);
            for (int cell = 0; cell < BoxCells * BoxCells; cell++)
            {
                Fill(samples.AsSpan(((i * BoxCells * BoxCells) + cell) * tokens, tokens), rows, columns, cell / BoxCells, cell % BoxCells, grid);
            }
        }

        return samples;
    }

    /// <summary>Sines of boxes: of y, of x, then height and width as they are.</summary>
    /// <param name="boxes">[N, 4].</param>
    /// <param name="width">C.</param>
    /// <returns>[N, C + 2].</returns>
    public static float[] BoxCodes(ReadOnlySpan<float> boxes, int width)
    {
        float[] codes = new float[boxes.Length / 4 * (width + 2)];
        for (int i = 0; i < boxes.Length / 4; i++)
        {
            Span<float> code = codes.AsSpan(i * (width + 2), width + 2);
            Sines(code[..(width / 2)], boxes[(4 * i) + 1]);
            Sines(code[(width / 2)..width], boxes[4 * i]);
            (code[width], code[width + 1]) = (boxes[(4 * i) + 3], boxes[(4 * i) + 2]);
        }

        return codes;
    }

    /// <summary>Sines and cosines of one place, in turn.</summary>
    /// <param name="code">Takes them.</param>
    /// <param name="place">0 to 1.</param>
    public static void Sines(Span<float> code, float place)
    {
        for (int i = 0; i < code.Length; i++)
        {
            double angle = place * 2 * MathF.PI / Math.Pow(Temperature, 2 * (i / 2) / (double)code.Length);
            code[i] = (float)(i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }
    }

    private static void Fill(Span<float> weights, Axis rows, Axis columns, int row, int column, int grid)
    {
        float share = 1f / (rows.Samples * columns.Samples);
        for (int y = 0; y < rows.Samples; y++)
        {
            for (int x = 0; x < columns.Samples; x++)
            {
                if (Near(rows.Place(row, y), grid) is { } vertical && Near(columns.Place(column, x), grid) is { } horizontal)
                {
                    weights[(vertical.Low * grid) + horizontal.Low] += share * (1 - vertical.Above) * (1 - horizontal.Above);
                    weights[(vertical.Low * grid) + horizontal.High] += share * (1 - vertical.Above) * horizontal.Above;
                    weights[(vertical.High * grid) + horizontal.Low] += share * vertical.Above * (1 - horizontal.Above);
                    weights[(vertical.High * grid) + horizontal.High] += share * vertical.Above * horizontal.Above;
                }
            }
        }
    }

    /// <summary>The two tokens that a place lies between; beyond the border the outermost one, far beyond none.</summary>
    private static (int Low, int High, float Above)? Near(float place, int grid)
    {
        if (place < -1 || place > grid)
        {
            return null;
        }

        place = Math.Max(place, 0);
        int low = (int)place;
        return low >= grid - 1 ? (grid - 1, grid - 1, 0) : (low, low + 1, place - low);
    }

    /// <summary>A side of a box, in tokens; it has at least one.</summary>
    private readonly struct Axis(float start, float length)
    {
        private readonly float _cell = Math.Max(length, 1) / BoxCells;

        public int Samples { get; } = (int)MathF.Ceiling(Math.Max(length, 1) / BoxCells);

        public float Place(int cell, int sample) => start + (cell * _cell) + ((sample + 0.5f) * _cell / Samples);
    }
}

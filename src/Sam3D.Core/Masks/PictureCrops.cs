namespace Sam3D.Masks;

/// <summary>The parts of a picture that automatic masks are looked for in (official <c>generate_crop_boxes</c> and <c>build_point_grid</c>).</summary>
internal static class PictureCrops
{
    /// <summary>The picture, then the parts of each layer.</summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows.</param>
    /// <param name="layers">Number of layers beside the picture.</param>
    /// <param name="overlap">Overlap in the first layer, in parts of the shorter side.</param>
    /// <returns>Each part with its layer, 0 for the picture.</returns>
    public static IReadOnlyList<(PixelBounds Part, int Layer)> Of(int width, int height, int layers, double overlap)
    {
        var parts = new List<(PixelBounds, int)> { (new PixelBounds(0, 0, width - 1, height - 1), 0) };
        for (int layer = 1; layer <= layers; layer++)
        {
            int count = 1 << layer, shared = (int)(overlap * Math.Min(width, height) * (2.0 / count));
            int partWidth = Length(width, count, shared), partHeight = Length(height, count, shared);
            for (int column = 0; column < count; column++)
            {
                for (int row = 0; row < count; row++)
                {
                    int left = (partWidth - shared) * column, top = (partHeight - shared) * row;
                    if (left < width && top < height)
                    {
                        parts.Add((new PixelBounds(left, top, Math.Min(left + partWidth, width) - 1, Math.Min(top + partHeight, height) - 1), layer));
                    }
                }
            }
        }

        return parts;
    }

    /// <summary>Places of clicks: the middles of equal cells, row by row, 0 to 1.</summary>
    /// <param name="perSide">Clicks along a side.</param>
    public static IEnumerable<(double X, double Y)> Grid(int perSide) =>
        from row in Enumerable.Range(0, perSide)
        from column in Enumerable.Range(0, perSide)
        select ((column + 0.5) / perSide, (row + 0.5) / perSide);

    private static int Length(int whole, int count, int shared) => (int)Math.Ceiling((((double)shared * (count - 1)) + whole) / count);
}

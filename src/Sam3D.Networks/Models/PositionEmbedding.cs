namespace Sam3D.Networks;

/// <summary>Fixed position embeddings: official <c>AbsolutePositionEmbedder</c> and <c>ShapePositionEmbedder</c>.</summary>
public static class PositionEmbedding
{
    /// <summary>Embeds the cells of a cubic grid in x-major order.</summary>
    /// <param name="channels">Channels C of the result; C//3//2 frequencies an axis, zero padded.</param>
    /// <param name="resolution">Cells R along an axis.</param>
    /// <returns>[R³, C] values: for each axis sines then cosines of p·10000^(−k/F).</returns>
    public static float[] Grid(int channels, int resolution)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 6);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        float[] axis = Axis(channels, resolution);
        int width = axis.Length / resolution;
        float[] result = new float[checked(resolution * resolution * resolution * channels)];
        for (int cell = 0; cell < resolution * resolution * resolution; cell++)
        {
            Span<float> row = result.AsSpan(cell * channels, channels);
            axis.AsSpan(cell / (resolution * resolution) * width, width).CopyTo(row);
            axis.AsSpan(cell / resolution % resolution * width, width).CopyTo(row[width..]);
            axis.AsSpan(cell % resolution * width, width).CopyTo(row[(2 * width)..]);
        }

        return result;
    }

    /// <summary>Embeds the coordinates of one axis; a cell's embedding is those of its three coordinates, then zeros.</summary>
    /// <param name="channels">Channels C of a cell's embedding; F = C//3//2 frequencies an axis.</param>
    /// <param name="resolution">Cells R along the axis.</param>
    /// <returns>[R, 2F] values: sines then cosines of p·10000^(−k/F).</returns>
    public static float[] Axis(int channels, int resolution)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 6);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        int frequencies = channels / 3 / 2;
        float[] result = new float[checked(resolution * 2 * frequencies)];
        for (int position = 0; position < resolution; position++)
        {
            Span<float> row = result.AsSpan(position * 2 * frequencies, 2 * frequencies);
            for (int k = 0; k < frequencies; k++)
            {
                float frequency = 1f / MathF.Pow(10_000f, (float)k / frequencies);
                float angle = position * frequency;
                row[k] = MathF.Sin(angle);
                row[frequencies + k] = MathF.Cos(angle);
            }
        }

        return result;
    }
}

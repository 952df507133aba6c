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
        int frequencies = channels / 3 / 2;
        float[] result = new float[checked(resolution * resolution * resolution * channels)];
        for (int cell = 0; cell < resolution * resolution * resolution; cell++)
        {
            Span<float> row = result.AsSpan(cell * channels, channels);
            ReadOnlySpan<int> position = [cell / (resolution * resolution), cell / resolution % resolution, cell % resolution];
            for (int axis = 0; axis < 3; axis++)
            {
                for (int k = 0; k < frequencies; k++)
                {
                    float frequency = 1f / MathF.Pow(10_000f, (float)k / frequencies);
                    float angle = position[axis] * frequency;
                    row[(2 * frequencies * axis) + k] = MathF.Sin(angle);
                    row[(2 * frequencies * axis) + frequencies + k] = MathF.Cos(angle);
                }
            }
        }

        return result;
    }
}

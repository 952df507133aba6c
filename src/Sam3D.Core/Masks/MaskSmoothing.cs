using System.Numerics.Tensors;

namespace Sam3D.Masks;

/// <summary>Smooths the boundary of masks.</summary>
public static class MaskSmoothing
{
    /// <summary>Largest radius of <see cref="Smooth"/> in pixels.</summary>
    public const float MaxRadius = 64;

    /// <summary>
    /// Smooths the boundary: a pixel belongs to the object where the Gaussian mean of the mask around it is at least one half. Steps and spurs below the radius vanish, straight edges
    /// stay where they are. Beyond the picture its border goes on.
    /// </summary>
    /// <param name="mask">The mask.</param>
    /// <param name="radius">Standard deviation in pixels, above 0 and at most <see cref="MaxRadius"/>.</param>
    /// <returns>A new mask; it may be empty.</returns>
    public static Mask Smooth(this Mask mask, float radius)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (!(radius is > 0 and <= MaxRadius))
        {
            throw new ArgumentOutOfRangeException(nameof(radius), radius, $"Expected above 0 and at most {MaxRadius}.");
        }

        float[] weights = Weights(radius);
        (int width, int height, int reach) = (mask.Width, mask.Height, weights.Length / 2);
        byte[] values = mask.ValueArray, smooth = new byte[values.Length];
        float[] columns = new float[values.Length];
        Parallel.For(0, height, y =>
        {
            float[] row = new float[width];
            Span<float> sum = columns.AsSpan(y * width, width);
            for (int k = -reach; k <= reach; k++)
            {
                TensorPrimitives.ConvertTruncating<byte, float>(values.AsSpan(Math.Clamp(y + k, 0, height - 1) * width, width), row);
                TensorPrimitives.MultiplyAdd(row, weights[k + reach], sum, sum);
            }
        });
        Parallel.For(0, height, y =>
        {
            // The row with its border repeated on both sides.
            float[] wide = new float[width + (2 * reach)], sum = new float[width];
            ReadOnlySpan<float> row = columns.AsSpan(y * width, width);
            wide.AsSpan(0, reach).Fill(row[0]);
            row.CopyTo(wide.AsSpan(reach));
            wide.AsSpan(width + reach).Fill(row[^1]);
            for (int k = 0; k < weights.Length; k++)
            {
                TensorPrimitives.MultiplyAdd(wide.AsSpan(k, width), weights[k], sum, sum);
            }

            for (int x = 0; x < width; x++)
            {
                smooth[(y * width) + x] = sum[x] >= byte.MaxValue / 2f ? byte.MaxValue : (byte)0;
            }
        });
        return new Mask(width, height, smooth);
    }

    /// <summary>The Gaussian's weights to three deviations on both sides; they add up to 1.</summary>
    internal static float[] Weights(float radius)
    {
        int reach = (int)MathF.Ceiling(3 * radius);
        float[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(k => MathF.Exp(-k * k / (2 * radius * radius)))];
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<float>(weights), weights);
        return weights;
    }
}

using System.Numerics.Tensors;

namespace Sam3D.Segmentation;

/// <summary>The arithmetic before and after U²-Net-p (official <c>ToTensorLab</c> and <c>normPRED</c>).</summary>
internal static class SalientObjectMaps
{
    /// <summary>
    /// Below this probability everywhere, there is no object: a map of noise would otherwise be stretched until something stands out.
    /// </summary>
    internal const float LowestPeak = 0.1f;

    // ImageNet statistics of each channel.
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    /// <summary>Divides a picture by its largest value and applies the ImageNet statistics, in place.</summary>
    /// <param name="picture">[3, H, W], 0 or more.</param>
    public static void Normalize(Span<float> picture)
    {
        float largest = TensorPrimitives.Max<float>(picture);
        float factor = largest > 0 ? 1 / largest : 1;
        int plane = picture.Length / Mean.Length;
        for (int c = 0; c < Mean.Length; c++)
        {
            Span<float> channel = picture.Slice(c * plane, plane);
            TensorPrimitives.Multiply(channel, factor, channel);
            TensorPrimitives.Subtract(channel, Mean[c], channel);
            TensorPrimitives.Divide(channel, Deviation[c], channel);
        }
    }

    /// <summary>Maps the lowest value of a map to 0 and the highest to 1, in place.</summary>
    /// <returns>Whether anything stands out; else the map stays as it is.</returns>
    public static bool TryStretch(Span<float> map, float lowest, float highest)
    {
        // Written so that NaN is no object either.
        if (!(highest >= LowestPeak && highest > lowest))
        {
            return false;
        }

        TensorPrimitives.Subtract(map, lowest, map);
        TensorPrimitives.Divide(map, highest - lowest, map);
        return true;
    }

    /// <summary>The pixels above a threshold, and the mean of the map over them.</summary>
    /// <param name="map">[H, W].</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="threshold">What a pixel of the object must exceed.</param>
    public static (Mask Mask, float Mean) Cut(ReadOnlySpan<float> map, int width, int height, float threshold)
    {
        byte[] values = new byte[map.Length];
        double sum = 0;
        for (int i = 0; i < map.Length; i++)
        {
            if (map[i] > threshold)
            {
                values[i] = 255;
                sum += map[i];
            }
        }

        var mask = new Mask(width, height, values);
        return (mask, (float)(sum / Math.Max(mask.Count, 1)));
    }

    /// <summary>A stretched map as logits, at most 5 and at least −5.</summary>
    /// <param name="map">0 to 1.</param>
    public static float[] ToLogits(ReadOnlySpan<float> map)
    {
        const float Limit = 0.0067f;
        float[] logits = new float[map.Length];
        for (int i = 0; i < logits.Length; i++)
        {
            float p = Math.Clamp(map[i], Limit, 1 - Limit);
            logits[i] = MathF.Log(p / (1 - p));
        }

        return logits;
    }
}

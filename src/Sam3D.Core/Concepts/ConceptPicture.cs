using System.Numerics;
using Sam3D.Imaging;

namespace Sam3D.Concepts;

/// <summary>A picture on its way into the networks of SAM 3, and their results on the way back (official <c>Sam3Processor</c>).</summary>
internal static class ConceptPicture
{
    private const float Half = 0.5f;

    /// <summary>The network's input: stretched to a square, rounded to bytes, −1 to 1.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="size">S.</param>
    /// <returns>[3, S, S].</returns>
    public static float[] Prepare(RgbImage image, int size)
    {
        float[] pixels = PictureResampler.Resize(image.PixelArray, 3, image.Height, image.Width, size, size, Interpolation.Bilinear, antialias: true);
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = ((MathF.Round(pixels[i] * byte.MaxValue) / byte.MaxValue) - Half) / Half;
        }

        return pixels;
    }

    /// <summary>The objects that are sure enough, in the order of the queries. Nothing is suppressed.</summary>
    /// <param name="logits">[Q].</param>
    /// <param name="presence">The logit that there is any object.</param>
    /// <param name="boxes">Centre and size [Q, 4], 0 to 1.</param>
    /// <param name="masks">Logits [Q, side, side].</param>
    /// <param name="threshold">Probability above which an object counts, 0.5 in the release.</param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    public static IReadOnlyList<ConceptObject> Select(
        ReadOnlySpan<float> logits, float presence, ReadOnlySpan<float> boxes, ReadOnlySpan<float> masks, float threshold, int width, int height)
    {
        int pixels = masks.Length / logits.Length, side = (int)Math.Sqrt(pixels);
        var found = new List<ConceptObject>();
        for (int i = 0; i < logits.Length; i++)
        {
            float score = ConceptScores.Probability(logits[i], presence);
            if (score > threshold)
            {
                Vector2 scale = new(width, height), centre = new(boxes[4 * i], boxes[(4 * i) + 1]), half = new Vector2(boxes[(4 * i) + 2], boxes[(4 * i) + 3]) / 2;
                float[] large = PictureResampler.Resize(masks.Slice(i * pixels, pixels).ToArray(), 1, side, side, height, width, Interpolation.Bilinear, antialias: false);
                found.Add(new ConceptObject(
                    score, (centre - half) * scale, (centre + half) * scale, new Mask(width, height, Array.ConvertAll(large, l => l > 0 ? byte.MaxValue : (byte)0))));
            }
        }

        return found;
    }
}

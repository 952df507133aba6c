using System.Numerics;
using Sam3D.Imaging;
using Sam3D.Masks;

namespace Sam3D.Concepts;

/// <summary>A picture on its way into the networks of SAM 3, and their results on the way back (official <c>Sam3Processor</c>).</summary>
internal static class ConceptPicture
{
    private const float Half = 127.5f;

    // Official offset of the stability that results tell.
    private const float StabilityOffset = 1;

    /// <summary>Mean and deviation of red, green and blue, 0 to 255: values become −1 to 1.</summary>
    public static IReadOnlyList<float> Middle { get; } = [Half, Half, Half];

    /// <summary>The network's input: stretched to a square, rounded to bytes, −1 to 1.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="size">S.</param>
    /// <returns>[3, S, S].</returns>
    public static float[] Prepare(RgbImage image, int size) =>
        PromptFrame.Create(image.Width, image.Height, size, PictureFit.StretchBytes).Prepare(image, Middle, Middle);

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
        var kept = new List<(float Score, Vector2 Min, Vector2 Max, float[] Logits)>();
        for (int i = 0; i < logits.Length; i++)
        {
            float score = ConceptScores.Probability(logits[i], presence);
            if (score > threshold)
            {
                Vector2 scale = new(width, height), centre = new(boxes[4 * i], boxes[(4 * i) + 1]), half = new Vector2(boxes[(4 * i) + 2], boxes[(4 * i) + 3]) / 2;
                kept.Add((score, (centre - half) * scale, (centre + half) * scale, masks.Slice(i * pixels, pixels).ToArray()));
            }
        }

        var found = new ConceptObject[kept.Count];
        Parallel.For(0, found.Length, i =>
        {
            (float score, Vector2 min, Vector2 max, float[] small) = kept[i];
            float[] large = PictureResampler.Resize(small, 1, side, side, height, width, Interpolation.Bilinear, antialias: false);
            found[i] = new ConceptObject(score, min, max, MaskScores.ToMask(large, width, height)) { Stability = MaskScores.Stability(small, 0, StabilityOffset) };
        });
        return found;
    }
}

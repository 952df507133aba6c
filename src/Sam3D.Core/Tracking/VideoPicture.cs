using Sam3D.Imaging;

namespace Sam3D.Tracking;

/// <summary>
/// A frame on its way into the networks: stretched to a square on bytes, bicubic (official <c>load_video_frames</c>). A picture by itself goes in otherwise, see
/// <see cref="Masks.PromptFrame"/>.
/// </summary>
internal static class VideoPicture
{
    /// <summary>The network's input.</summary>
    /// <param name="image">The frame.</param>
    /// <param name="size">S.</param>
    /// <param name="mean">Mean of each channel, 0 to 255.</param>
    /// <param name="deviation">Deviation of each channel, 0 to 255.</param>
    /// <returns>[3, S, S], (value − mean) / deviation.</returns>
    public static float[] Prepare(RgbImage image, int size, IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        byte[] bytes = ByteResampler.Resize(image.PixelArray, 3, image.Height, image.Width, size, size, Interpolation.Bicubic);
        int plane = size * size;
        float[] pixels = new float[3 * plane];
        for (int c = 0; c < 3; c++)
        {
            // As the official code: bytes become 0 to 1 first.
            float middle = mean[c] / byte.MaxValue, spread = deviation[c] / byte.MaxValue;
            for (int i = 0; i < plane; i++)
            {
                pixels[(c * plane) + i] = (((float)bytes[(3 * i) + c] / byte.MaxValue) - middle) / spread;
            }
        }

        return pixels;
    }
}

namespace Sam3D.Imaging.Sources;

/// <summary>Bytes [H, W, C]; 255 is 1.</summary>
internal sealed class PixelSource : PictureSource
{
    // The official division by 255, in single precision.
    private static readonly float[] Unit = [.. Enumerable.Range(0, 256).Select(v => v / 255f)];

    private readonly byte[] _pixels;

    public PixelSource(byte[] pixels, int channels, int height, int width)
        : base(channels, height, width)
    {
        if (pixels.LongLength != (long)channels * height * width)
        {
            throw new ArgumentException($"{pixels.Length} bytes for {height}×{width}×{channels} values.", nameof(pixels));
        }

        _pixels = pixels;
    }

    /// <inheritdoc/>
    public override void Read(int y, int x, int count, Span<float> row, int stride)
    {
        ReadOnlySpan<byte> pixels = _pixels.AsSpan(((y * Width) + x) * Channels, count * Channels);
        ReadOnlySpan<float> unit = Unit;
        if (Channels == 3)
        {
            Span<float> red = row[..count], green = row.Slice(stride, count), blue = row.Slice(2 * stride, count);
            for (int i = 0, k = 0; i < red.Length; i++, k += 3)
            {
                red[i] = unit[pixels[k]];
                green[i] = unit[pixels[k + 1]];
                blue[i] = unit[pixels[k + 2]];
            }

            return;
        }

        for (int c = 0; c < Channels; c++)
        {
            Span<float> channel = row.Slice(c * stride, count);
            for (int i = 0; i < channel.Length; i++)
            {
                channel[i] = unit[pixels[(i * Channels) + c]];
            }
        }
    }
}

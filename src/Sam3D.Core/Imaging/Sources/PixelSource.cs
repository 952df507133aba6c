using System.Numerics.Tensors;

namespace Sam3D.Imaging.Sources;

/// <summary>Bytes [H, W, C]; 255 is 1.</summary>
internal sealed class PixelSource : PictureSource
{
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
        if (Channels == 3)
        {
            RgbPlanes.Split(pixels, row[..count], row.Slice(stride, count), row.Slice(2 * stride, count));
            return;
        }

        if (Channels == 1)
        {
            TensorPrimitives.ConvertTruncating(pixels, row[..count]);
            TensorPrimitives.Divide(row[..count], 255f, row[..count]);
            return;
        }

        for (int c = 0; c < Channels; c++)
        {
            Span<float> channel = row.Slice(c * stride, count);
            for (int i = 0; i < channel.Length; i++)
            {
                channel[i] = pixels[(i * Channels) + c] / 255f;
            }
        }
    }
}

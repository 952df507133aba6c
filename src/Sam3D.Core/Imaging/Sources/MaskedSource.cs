using System.Buffers;

namespace Sam3D.Imaging.Sources;

/// <summary>Another picture with one value wherever a mask [1, H, W] of its size is not above 0.</summary>
internal sealed class MaskedSource(PictureSource inner, PictureSource mask, float outside)
    : PictureSource(inner.Channels, inner.Height, inner.Width)
{
    /// <inheritdoc/>
    public override void Read(int y, int x, int count, Span<float> row, int stride)
    {
        inner.Read(y, x, count, row, stride);
        float[] inside = ArrayPool<float>.Shared.Rent(count);
        mask.Read(y, x, count, inside, count);
        for (int c = 0; c < Channels; c++)
        {
            Span<float> channel = row.Slice(c * stride, count);
            for (int i = 0; i < channel.Length; i++)
            {
                channel[i] = inside[i] > 0 ? channel[i] : outside;
            }
        }

        ArrayPool<float>.Shared.Return(inside);
    }
}

using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

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
            Select(inside.AsSpan(0, count), row.Slice(c * stride, count));
        }

        ArrayPool<float>.Shared.Return(inside);
    }

    private void Select(ReadOnlySpan<float> inside, Span<float> channel)
    {
        ReadOnlySpan<Vector<float>> insides = MemoryMarshal.Cast<float, Vector<float>>(inside);
        Span<Vector<float>> channels = MemoryMarshal.Cast<float, Vector<float>>(channel);
        for (int i = 0; i < channels.Length; i++)
        {
            channels[i] = Vector.ConditionalSelect(Vector.GreaterThan(insides[i], Vector<float>.Zero), channels[i], new Vector<float>(outside));
        }

        for (int i = channels.Length * Vector<float>.Count; i < channel.Length; i++)
        {
            channel[i] = inside[i] > 0 ? channel[i] : outside;
        }
    }
}

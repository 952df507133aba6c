namespace Sam3D.Imaging.Sources;

/// <summary>A rectangle of another picture, which may leave it; outside stands one value.</summary>
internal sealed class WindowSource(PictureSource inner, int left, int top, int width, int height, float outside)
    : PictureSource(inner.Channels, height, width)
{
    /// <inheritdoc/>
    public override void Read(int y, int x, int count, Span<float> row, int stride)
    {
        int innerY = top + y;
        int start = Math.Clamp(left + x, 0, inner.Width);
        int end = Math.Clamp(left + x + count, 0, inner.Width);
        if (innerY < 0 || innerY >= inner.Height || start >= end)
        {
            Fill(row, stride, 0, count);
            return;
        }

        int before = start - (left + x);
        int after = before + end - start;
        inner.Read(innerY, start, end - start, row[before..], stride);
        Fill(row, stride, 0, before);
        Fill(row, stride, after, count);
    }

    private void Fill(Span<float> row, int stride, int from, int to)
    {
        for (int c = 0; c < Channels; c++)
        {
            row[((c * stride) + from)..((c * stride) + to)].Fill(outside);
        }
    }
}

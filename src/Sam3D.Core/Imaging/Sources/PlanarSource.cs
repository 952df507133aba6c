namespace Sam3D.Imaging.Sources;

/// <summary>Numbers [C, H, W].</summary>
internal sealed class PlanarSource : PictureSource
{
    public PlanarSource(float[] values, int channels, int height, int width)
        : base(channels, height, width)
    {
        if (values.LongLength != (long)channels * height * width)
        {
            throw new ArgumentException($"{values.Length} numbers for {channels}×{height}×{width} values.", nameof(values));
        }

        Values = values;
    }

    /// <summary>[C, H, W].</summary>
    public float[] Values { get; }

    /// <inheritdoc/>
    public override void Read(int y, int x, int count, Span<float> row, int stride)
    {
        for (int c = 0; c < Channels; c++)
        {
            Values.AsSpan((((c * Height) + y) * Width) + x, count).CopyTo(row[(c * stride)..]);
        }
    }
}

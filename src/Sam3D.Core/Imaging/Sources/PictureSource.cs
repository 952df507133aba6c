namespace Sam3D.Imaging.Sources;

/// <summary>
/// A picture that makes its rows when they are asked for, so that crops and paddings of large photographs cost no memory. Immutable; safe for
/// concurrent reads.
/// </summary>
internal abstract class PictureSource(int channels, int height, int width)
{
    /// <summary>Number of channels.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows.</summary>
    public int Height { get; } = height;

    /// <summary>Columns.</summary>
    public int Width { get; } = width;

    /// <summary>Writes a part of row y: channel c of column x + i goes to <paramref name="row"/>[c · stride + i], i below count.</summary>
    public abstract void Read(int y, int x, int count, Span<float> row, int stride);
}

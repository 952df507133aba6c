namespace Sam3D.Imaging;

/// <summary>A picture as a network takes it.</summary>
public sealed class PictureTensor
{
    /// <summary>Creates a tensor; the array is kept, not copied.</summary>
    /// <param name="channels">Number of channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="values">[channels, height, width].</param>
    /// <exception cref="ArgumentException">The number of values is not channels × height × width.</exception>
    public PictureTensor(int channels, int height, int width, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)channels * height * width)
        {
            throw new ArgumentException($"{values.Length} numbers for [{channels}, {height}, {width}].", nameof(values));
        }

        Channels = channels;
        Height = height;
        Width = width;
        Values = values;
    }

    /// <summary>Number of channels: 3 for pictures and point maps, 1 for masks.</summary>
    public int Channels { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>[channels, height, width]: colours 0 to 1 (a cubic filter overshoots slightly), masks 0 or 1, points normalised or NaN.</summary>
    public float[] Values { get; }
}

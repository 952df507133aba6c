namespace Sam3D;

/// <summary>The pixels of one object: a binary picture, row-major from the upper left corner.</summary>
public sealed partial class Mask
{
    private readonly byte[] _values;

    /// <summary>Creates a mask; the array is kept, not copied, and every non-zero value becomes 255.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="values">Width × height values, row-major; non-zero is the object.</param>
    /// <exception cref="ArgumentException">The number of values is not width × height.</exception>
    public Mask(int width, int height, byte[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != checked(width * height))
        {
            throw new ArgumentException($"{values.Length} values for {width}×{height} pixels.", nameof(values));
        }

        if (values.AsSpan().ContainsAnyExcept((byte)0, byte.MaxValue))
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = values[i] != 0 ? byte.MaxValue : (byte)0;
            }
        }

        Count = values.Length - values.AsSpan().Count((byte)0);

        Width = width;
        Height = height;
        _values = values;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Number of pixels of the object.</summary>
    public int Count { get; }

    /// <summary>0 or 255 a pixel, row-major.</summary>
    public ReadOnlySpan<byte> Values => _values;

    /// <summary>Whether a pixel belongs to the object.</summary>
    public bool this[int x, int y] => _values[(y * Width) + x] != 0;
}

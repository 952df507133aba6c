namespace Sam3D;

/// <summary>A photograph: 8-bit sRGB, row-major from the upper left corner, upright (EXIF orientation is applied on loading).</summary>
public sealed partial class RgbImage
{
    private readonly byte[] _pixels;

    /// <summary>Creates a picture; the array is kept, not copied.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="pixels">Width × height × 3 bytes, [H, W, RGB].</param>
    /// <param name="alphaMask">The pixels whose alpha is above 0, when the picture has an alpha channel that is not opaque.</param>
    /// <exception cref="ArgumentException">The sizes disagree.</exception>
    public RgbImage(int width, int height, byte[] pixels, Mask? alphaMask = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != 3L * width * height)
        {
            throw new ArgumentException($"{pixels.Length} bytes for {width}×{height} RGB pixels.", nameof(pixels));
        }

        if (alphaMask is not null && (alphaMask.Width != width || alphaMask.Height != height))
        {
            throw new ArgumentException($"A {alphaMask.Width}×{alphaMask.Height} mask for {width}×{height} pixels.", nameof(alphaMask));
        }

        Width = width;
        Height = height;
        AlphaMask = alphaMask;
        _pixels = pixels;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>[H, W, RGB] bytes, sRGB, not premultiplied.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>
    /// The pixels whose alpha is above 0, when the file had an alpha channel with at least one pixel that is not opaque;
    /// else <see langword="null"/>.
    /// </summary>
    public Mask? AlphaMask { get; }
}

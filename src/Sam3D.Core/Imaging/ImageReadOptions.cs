namespace Sam3D;

/// <summary>Limits and conversions of reading pictures. The limits are checked before memory is taken.</summary>
public sealed record ImageReadOptions
{
    /// <summary>Largest number of pixels that a file may declare. Default 256 million; a pixel takes up to 7 bytes while it is read.</summary>
    public long MaxPixels { get; init; } = 256_000_000;

    /// <summary>Largest size of a file in bytes. Default 512 MiB.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>
    /// Whether photographs of 16 bits a channel and greyscale photographs are converted to 8-bit RGB instead of being refused. Default
    /// <see langword="false"/>. Masks are not affected.
    /// </summary>
    public bool ConvertToRgb8 { get; init; }
}

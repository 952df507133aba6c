namespace Sam3D;

/// <summary>Limits and conversions of reading pictures. The limits are checked before memory is taken.</summary>
public sealed record ImageReadOptions
{
    /// <summary>The most pixels that a picture can have, whatever <see cref="MaxPixels"/> says: four bytes of each must fit into an array.</summary>
    public const long MostPixels = 536_000_000;

    /// <summary>
    /// Largest number of pixels that a file may declare. Default 256 million. A pixel of the picture takes 3 bytes and, while it is read from
    /// another format than JPEG, 4 more.
    /// </summary>
    public long MaxPixels { get; init; } = 256_000_000;

    /// <summary>Largest size of a file in bytes. Default 512 MiB.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>
    /// Whether photographs of 16 bits a channel and greyscale photographs are converted to 8-bit RGB instead of being refused. Default
    /// <see langword="false"/>. Masks are not affected.
    /// </summary>
    public bool ConvertToRgb8 { get; init; }
}

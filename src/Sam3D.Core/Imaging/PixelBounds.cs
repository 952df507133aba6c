namespace Sam3D;

/// <summary>The smallest rectangle around some pixels; all four sides belong to it.</summary>
/// <param name="Left">Smallest column.</param>
/// <param name="Top">Smallest row.</param>
/// <param name="Right">Largest column.</param>
/// <param name="Bottom">Largest row.</param>
public readonly record struct PixelBounds(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Number of columns.</summary>
    public int Width => Right - Left + 1;

    /// <summary>Number of rows.</summary>
    public int Height => Bottom - Top + 1;
}

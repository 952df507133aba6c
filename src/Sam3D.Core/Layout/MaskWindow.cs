namespace Sam3D.Layout;

/// <summary>The part of a picture around an object's mask on a coarse raster, with what each cell says about the object: inside, outside, or nothing.</summary>
internal sealed class MaskWindow
{
    private MaskWindow(float left, float top, float cell, int width, int height)
    {
        (Left, Top, Cell, Width, Height) = (left, top, cell, width, height);
        Stride = (width + 31) / 32 * 32;
        Inside = new byte[Stride * height];
        Outside = new byte[Stride * height];
    }

    /// <summary>Left edge in pixels of the picture.</summary>
    public float Left { get; }

    /// <summary>Upper edge in pixels of the picture.</summary>
    public float Top { get; }

    /// <summary>Side of a cell in pixels of the picture, at least 1.</summary>
    public float Cell { get; }

    /// <summary>Cells across.</summary>
    public int Width { get; }

    /// <summary>Cells down.</summary>
    public int Height { get; }

    /// <summary>Bytes of a row, a multiple of 32; those behind <see cref="Width"/> are zero.</summary>
    public int Stride { get; }

    /// <summary>[Height, Stride]: 255 times the part of the cell's known pixels that are the object.</summary>
    public byte[] Inside { get; }

    /// <summary>[Height, Stride]: 255 times the part that is not the object; with <see cref="Inside"/> 255, or 0 where no pixel is known.</summary>
    public byte[] Outside { get; }

    /// <summary>Sum of <see cref="Inside"/>.</summary>
    public long Total { get; private set; }

    /// <summary>Makes the window.</summary>
    /// <param name="mask">The object's pixels.</param>
    /// <param name="left">Left edge, pixels; may lie outside of the picture, whose surroundings say nothing.</param>
    /// <param name="top">Upper edge.</param>
    /// <param name="right">Right edge, above the left one.</param>
    /// <param name="bottom">Lower edge.</param>
    /// <param name="cell">Side of a cell in pixels, at least 1.</param>
    /// <param name="hidden">Pixels in which something else hides the object, of the mask's size; they say nothing. May be <see langword="null"/>.</param>
    public static MaskWindow Of(Mask mask, int left, int top, int right, int bottom, float cell, Mask? hidden = null)
    {
        var window = new MaskWindow(left, top, cell, Math.Max(1, (int)MathF.Ceiling((right - left) / cell)), Math.Max(1, (int)MathF.Ceiling((bottom - top) / cell)));
        int[] known = new int[window.Width], own = new int[window.Width];
        int first = Math.Max(left, 0), end = Math.Min(right, mask.Width), y = Math.Max(top, 0), last = Math.Min(bottom, mask.Height);
        for (int row = 0; row < window.Height; row++)
        {
            Array.Clear(known);
            Array.Clear(own);
            for (; y < last && window.Row(y) == row; y++)
            {
                for (int x = first; x < end; x++)
                {
                    if (hidden is null || mask[x, y] || !hidden[x, y])
                    {
                        int column = window.Column(x);
                        known[column]++;
                        own[column] += mask[x, y] ? 1 : 0;
                    }
                }
            }

            for (int column = 0; column < window.Width; column++)
            {
                if (known[column] > 0)
                {
                    byte inside = (byte)(((own[column] * 255) + (known[column] / 2)) / known[column]);
                    window.Inside[(row * window.Stride) + column] = inside;
                    window.Outside[(row * window.Stride) + column] = (byte)(255 - inside);
                    window.Total += inside;
                }
            }
        }

        return window;
    }

    /// <summary>The window around a mask's box with half a box on every side.</summary>
    /// <param name="mask">A mask with at least one pixel.</param>
    /// <param name="box">Its box.</param>
    /// <param name="pixels">Cells along the longer side of the box at most.</param>
    /// <param name="hidden">See <see cref="Of"/>.</param>
    public static MaskWindow Around(Mask mask, PixelBounds box, int pixels, Mask? hidden = null)
    {
        int width = box.Right - box.Left + 1, height = box.Bottom - box.Top + 1, longer = Math.Max(width, height), margin = (longer / 2) + 2;
        return Of(mask, box.Left - margin, box.Top - margin, box.Right + 1 + margin, box.Bottom + 1 + margin, Math.Max(1f, longer / (float)pixels), hidden);
    }

    private int Column(int x) => Math.Min((int)((x + 0.5f - Left) / Cell), Width - 1);

    private int Row(int y) => Math.Min((int)((y + 0.5f - Top) / Cell), Height - 1);
}

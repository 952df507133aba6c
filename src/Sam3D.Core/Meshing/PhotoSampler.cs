using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Meshing;

/// <summary>The object's colours in a photograph: linear light, from inside of the mask only.</summary>
/// <remarks>
/// Works on the mask's bounding box, averaged down to <see cref="MaxSize"/> cells. Cells within a few pixels of the mask's edge
/// hold light of the background and are not read, except on parts so thin that they have nothing else.
/// </remarks>
internal sealed class PhotoSampler
{
    /// <summary>The most cells along the longer side of the mask's bounding box.</summary>
    public const int MaxSize = 1024;

    private readonly PixelBox _box;
    private readonly int _factor;
    private readonly int _width;
    private readonly int _height;
    private readonly Vector3[] _colors;
    private readonly bool[] _trusted;
    private readonly int[] _nearest;

    /// <summary>Prepares a photograph.</summary>
    /// <param name="image">The photograph.</param>
    /// <param name="mask">The object's pixels, of the photograph's size, not empty.</param>
    public PhotoSampler(RgbImage image, Mask mask)
    {
        _box = PixelBox.Of(mask);
        _factor = (Math.Max(_box.Width, _box.Height) + MaxSize - 1) / MaxSize;
        _width = (_box.Width + _factor - 1) / _factor;
        _height = (_box.Height + _factor - 1) / _factor;
        _colors = new Vector3[_width * _height];
        bool[] covered = Average(image, mask);
        _trusted = TrustedCells(covered, image.Width, image.Height);
        _nearest = NearestPixels.Find(_trusted, _width, _height);
    }

    /// <summary>The bounding box of the mask, in pixels of the photograph.</summary>
    public PixelBox Box => _box;

    /// <summary>The colour at a place.</summary>
    /// <param name="position">Pixels of the photograph; (0, 0) is its upper left corner. Outside of the mask, the nearest colour counts.</param>
    /// <returns>Linear RGB, 0 to 1.</returns>
    public Vector3 Sample(Vector2 position)
    {
        float x = Math.Clamp(((position.X - _box.Left) / _factor) - 0.5f, 0, _width - 1);
        float y = Math.Clamp(((position.Y - _box.Top) / _factor) - 0.5f, 0, _height - 1);
        int center = ((int)(y + 0.5f) * _width) + (int)(x + 0.5f);
        if (!_trusted[center])
        {
            return _colors[_nearest[center]];
        }

        int left = (int)x, top = (int)y;
        Vector4 sum = Vector4.Zero;
        for (int i = 0; i < 4; i++)
        {
            int cx = Math.Min(left + (i & 1), _width - 1), cy = Math.Min(top + (i >> 1), _height - 1);
            int cell = (cy * _width) + cx;
            float weight = _trusted[cell] ? (1 - Math.Abs(x - cx)) * (1 - Math.Abs(y - cy)) : 0;
            sum += weight * new Vector4(_colors[cell], 1);
        }

        return new Vector3(sum.X, sum.Y, sum.Z) / sum.W; // at least a quarter of the weight is at the trusted centre
    }

    // Means of the mask's pixels in each cell; a cell without any is not covered.
    private bool[] Average(RgbImage image, Mask mask)
    {
        float[] counts = new float[_colors.Length];
        for (int y = 0; y < _box.Height; y++)
        {
            int row = ((_box.Top + y) * image.Width) + _box.Left;
            for (int x = 0; x < _box.Width; x++)
            {
                if (mask.Values[row + x] != 0)
                {
                    int cell = (y / _factor * _width) + (x / _factor);
                    ReadOnlySpan<byte> p = image.Pixels.Slice(3 * (row + x), 3);
                    _colors[cell] += new Vector3(ColorSpace.ToLinear(p[0]), ColorSpace.ToLinear(p[1]), ColorSpace.ToLinear(p[2]));
                    counts[cell]++;
                }
            }
        }

        bool[] covered = new bool[_colors.Length];
        for (int i = 0; i < covered.Length; i++)
        {
            covered[i] = counts[i] > 0;
            _colors[i] /= Math.Max(1, counts[i]);
        }

        return covered;
    }

    private bool[] TrustedCells(bool[] covered, int imageWidth, int imageHeight)
    {
        // With a ring of cells round the box: background, except where the picture ends.
        int width = _width + 2, height = _height + 2;
        bool[] outside = new bool[width * height];
        for (int i = 0; i < outside.Length; i++)
        {
            int x = (i % width) - 1, y = (i / width) - 1;
            outside[i] = x < 0 ? _box.Left > 0
                : y < 0 ? _box.Top > 0
                : x >= _width ? _box.Left + _box.Width < imageWidth
                : y >= _height ? _box.Top + _box.Height < imageHeight
                : !covered[(y * _width) + x];
        }

        float radius = Math.Max(1.5f, 0.005f * Math.Max(_width, _height));
        bool[] core = [.. covered];
        if (outside.Contains(true))
        {
            int[] toOutside = NearestPixels.Find(outside, width, height);
            for (int i = 0; i < core.Length; i++)
            {
                int ringed = ((i / _width) + 1) * width + (i % _width) + 1;
                core[i] &= NearestPixels.DistanceSquared(ringed, toOutside[ringed], width) > radius * radius;
            }
        }

        if (!core.Contains(true))
        {
            return covered;
        }

        // Parts too thin to have a core.
        float reach = (2 * radius) + 1;
        int[] toCore = NearestPixels.Find(core, _width, _height);
        bool[] trusted = [.. core];
        for (int i = 0; i < trusted.Length; i++)
        {
            trusted[i] |= covered[i] && NearestPixels.DistanceSquared(i, toCore[i], _width) > reach * reach;
        }

        return trusted;
    }
}

/// <summary>A box of whole pixels.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct PixelBox(int Left, int Top, int Width, int Height)
{
    /// <summary>The bounding box of a mask that is not empty.</summary>
    public static PixelBox Of(Mask mask)
    {
        int left = mask.Width, right = -1, top = mask.Height, bottom = -1;
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<byte> row = mask.Values.Slice(y * mask.Width, mask.Width);
            int first = row.IndexOfAnyExcept((byte)0);
            if (first >= 0)
            {
                left = Math.Min(left, first);
                right = Math.Max(right, row.LastIndexOfAnyExcept((byte)0));
                top = Math.Min(top, y);
                bottom = y;
            }
        }

        return new PixelBox(left, top, right - left + 1, bottom - top + 1);
    }
}

using System.Numerics.Tensors;

namespace Sam3D;

public sealed partial class Mask
{
    /// <summary>0 or 255 a pixel for code that works on several threads.</summary>
    internal byte[] ValueArray => _values;

    /// <summary>The smallest rectangle around the object, all sides included; <see langword="null"/> for an empty mask.</summary>
    public PixelBounds? GetBounds()
    {
        int left = Width, top = -1, right = -1, bottom = -1;
        for (int y = 0; y < Height; y++)
        {
            ReadOnlySpan<byte> row = Values.Slice(y * Width, Width);
            int first = row.IndexOfAnyExcept((byte)0);
            if (first >= 0)
            {
                left = Math.Min(left, first);
                right = Math.Max(right, row.LastIndexOfAnyExcept((byte)0));
                top = top < 0 ? y : top;
                bottom = y;
            }
        }

        return top < 0 ? null : new PixelBounds(left, top, right, bottom);
    }

    /// <summary>Intersection over union with another mask of the same size, 0 to 1; 1 when both are empty.</summary>
    /// <param name="other">A mask of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public double IoU(Mask other)
    {
        long intersection = CountBoth(other), union = (long)Count + other.Count - intersection;
        return union == 0 ? 1 : (double)intersection / union;
    }

    /// <summary>Pixels that this mask and another one of the same size mark.</summary>
    internal long CountBoth(Mask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Width != Width || other.Height != Height)
        {
            throw new ArgumentException($"A {other.Width}×{other.Height} mask against one of {Width}×{Height}.", nameof(other));
        }

        byte[] both = new byte[_values.Length];
        TensorPrimitives.BitwiseAnd<byte>(_values, other._values, both);
        return both.Length - both.AsSpan().Count((byte)0);
    }

    /// <summary>Checks that the mask can say which object of a picture is meant.</summary>
    /// <param name="image">The picture.</param>
    /// <exception cref="MaskException">The mask has another size than the picture, or is empty.</exception>
    public void ThrowIfUnusableFor(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Width != Width || image.Height != Height)
        {
            throw new MaskException(
                $"The mask has {Width}×{Height} pixels, its picture {image.Width}×{image.Height}; give a mask of the picture's size.");
        }

        if (Count == 0)
        {
            throw new MaskException(
                $"The {Width}×{Height} mask is empty: no pixel is above 0; mark the object's pixels with 255 (or alpha above 0).");
        }
    }
}

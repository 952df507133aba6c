using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Training.Data.Photos;

/// <summary>A square part of a photograph at the samples' size.</summary>
/// <param name="Colors">[S, S] linear RGB.</param>
/// <param name="Object">[S, S] the marked object, or <see langword="null"/>.</param>
internal sealed record PhotoCrop(Vector3[] Colors, Mask? Object)
{
    /// <summary>Draws a part of a photograph; with a mask, one that holds the marked object.</summary>
    public static PhotoCrop Draw(Photo photo, bool withObject, int size, SampleRandom random)
    {
        RgbImage image = photo.Image;
        int shorter = Math.Min(image.Width, image.Height), side = Math.Max(1, (int)(shorter * random.Range(0.5f, 1f)));
        float u = random.Next(), v = random.Next();
        int left = (int)(u * (image.Width - side)), top = (int)(v * (image.Height - side));
        bool mirror = random.Chance(0.5f);
        if (withObject && photo.Mask is not null)
        {
            PixelBounds box = Box(photo.Mask);
            // The object takes a third of the side or more, so that what replaces it can be seen.
            int longer = Math.Max(box.Width, box.Height);
            side = Math.Clamp((int)(longer * random.Range(1.15f, 3f)), Math.Min(shorter, 16), shorter);
            left = Place(u, box.Left, box.Width, side, image.Width);
            top = Place(v, box.Top, box.Height, side, image.Height);
        }

        byte[] pixels = new byte[3 * side * side], marks = new byte[side * side];
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                int sx = left + (mirror ? side - 1 - x : x), from = ((top + y) * image.Width) + sx, to = (y * side) + x;
                image.Pixels.Slice(3 * from, 3).CopyTo(pixels.AsSpan(3 * to));
                marks[to] = photo.Mask is null ? (byte)0 : photo.Mask.Values[from];
            }
        }

        RgbImage small = PictureResizer.Resize(new RgbImage(side, side, pixels), size, size);
        var colors = new Vector3[size * size];
        byte[] mask = new byte[size * size];
        for (int i = 0; i < colors.Length; i++)
        {
            ReadOnlySpan<byte> p = small.Pixels.Slice(3 * i, 3);
            colors[i] = new Vector3(ColorSpace.ToLinear(p[0]), ColorSpace.ToLinear(p[1]), ColorSpace.ToLinear(p[2]));
            mask[i] = marks[(i / size * side / size * side) + (i % size * side / size)];
        }

        return new PhotoCrop(colors, withObject && photo.Mask is not null ? new Mask(size, size, mask) : null);
    }

    private static int Place(float share, int start, int length, int side, int whole)
    {
        // From where the object's end is the square's, to where their beginnings are one.
        int low = Math.Clamp(start + length - side, 0, whole - side), high = Math.Clamp(start, 0, whole - side);
        return low + (int)(share * (Math.Max(low, high) - low));
    }

    /// <summary>The box round a mask, in pixels.</summary>
    public static PixelBounds Box(Mask mask)
    {
        int left = mask.Width, top = mask.Height, right = -1, bottom = -1;
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                if (mask[x, y])
                {
                    (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
                }
            }
        }

        return right < 0 ? new PixelBounds(0, 0, mask.Width, mask.Height) : new PixelBounds(left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>A box of pixels.</summary>
    internal readonly record struct PixelBounds(int Left, int Top, int Width, int Height);
}

using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>A picture on a mesh: repeated in both directions, filtered bilinearly in linear light.</summary>
public sealed class MeshTexture
{
    private readonly RgbImage _image;

    /// <summary>Creates a texture; the picture is kept, not copied.</summary>
    /// <param name="image">sRGB pixels.</param>
    public MeshTexture(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _image = image;
    }

    /// <summary>The picture.</summary>
    public RgbImage Image => _image;

    /// <summary>The colour at a place.</summary>
    /// <param name="uv">(0, 0) is the upper left corner of the picture and (1, 1) the lower right one, as in glTF; repeated outside.</param>
    /// <returns>Linear RGB, 0 to 1; black where a coordinate is not finite.</returns>
    public Vector3 Sample(Vector2 uv)
    {
        if (!float.IsFinite(uv.X + uv.Y))
        {
            return Vector3.Zero;
        }

        int width = _image.Width, height = _image.Height;
        float x = ((uv.X - MathF.Floor(uv.X)) * width) - 0.5f, y = ((uv.Y - MathF.Floor(uv.Y)) * height) - 0.5f;
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        float fx = x - left, fy = y - top;
        int x0 = Wrap(left, width), x1 = Wrap(left + 1, width), y0 = Wrap(top, height), y1 = Wrap(top + 1, height);
        Vector3 upper = Vector3.Lerp(Pixel(x0, y0), Pixel(x1, y0), fx), lower = Vector3.Lerp(Pixel(x0, y1), Pixel(x1, y1), fx);
        return Vector3.Lerp(upper, lower, fy);
    }

    private static int Wrap(int i, int size) => i < 0 ? i + size : i >= size ? i - size : i;

    private Vector3 Pixel(int x, int y)
    {
        ReadOnlySpan<byte> p = _image.Pixels.Slice(((y * _image.Width) + x) * 3, 3);
        return new Vector3(ColorSpace.ToLinear(p[0]), ColorSpace.ToLinear(p[1]), ColorSpace.ToLinear(p[2]));
    }
}

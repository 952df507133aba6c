using SkiaSharp;

namespace Sam3D.Imaging;

/// <summary>Where the pixels of a stored picture stand in the upright one: index = Offset + x · ColumnStep + y · RowStep.</summary>
internal readonly record struct PixelOrder(int Width, int Height, int Offset, int ColumnStep, int RowStep)
{
    /// <summary>The order that makes a stored picture of w × h pixels upright (EXIF orientation, TIFF 6.0 tag 274).</summary>
    public static PixelOrder Of(SKEncodedOrigin origin, int w, int h) => origin switch
    {
        SKEncodedOrigin.TopRight => new PixelOrder(w, h, w - 1, -1, w),
        SKEncodedOrigin.BottomRight => new PixelOrder(w, h, (w * h) - 1, -1, -w),
        SKEncodedOrigin.BottomLeft => new PixelOrder(w, h, w * (h - 1), 1, -w),
        SKEncodedOrigin.LeftTop => new PixelOrder(h, w, 0, h, 1),
        SKEncodedOrigin.RightTop => new PixelOrder(h, w, h - 1, h, -1),
        SKEncodedOrigin.RightBottom => new PixelOrder(h, w, (w * h) - 1, -h, -1),
        SKEncodedOrigin.LeftBottom => new PixelOrder(h, w, h * (w - 1), -h, 1),
        _ => new PixelOrder(w, h, 0, 1, w),
    };
}

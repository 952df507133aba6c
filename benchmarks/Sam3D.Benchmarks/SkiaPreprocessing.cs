using Sam3D.Imaging;
using SkiaSharp;

namespace Sam3D.Benchmarks;

/// <summary>
/// The four pictures as one would make them with SkiaSharp alone: crop, pad and resize in one drawing operation. Only sizes agree with the
/// official pictures; the filters are Skia's.
/// </summary>
internal sealed class SkiaPreprocessing : IDisposable
{
    private const int Channels = 3;

    private readonly SKImage _photo;
    private readonly SKImage _mask;
    private readonly SKRect _crop;
    private readonly SKRect _whole;
    private readonly bool _removesBackground;
    private readonly int _size;

    /// <param name="photo">The photograph.</param>
    /// <param name="mask">The object.</param>
    /// <param name="box">The square around the object.</param>
    /// <param name="size">Side of the results.</param>
    /// <param name="removesBackground">Whether the crop shows the object alone.</param>
    public SkiaPreprocessing(RgbImage photo, Mask mask, CropBox box, int size, bool removesBackground)
    {
        byte[] rgba = new byte[4 * photo.Width * photo.Height];
        for (int i = 0; i < photo.Width * photo.Height; i++)
        {
            photo.Pixels.Slice(Channels * i, Channels).CopyTo(rgba.AsSpan(4 * i));
            rgba[(4 * i) + Channels] = byte.MaxValue;
        }

        _photo = SKImage.FromPixelCopy(new SKImageInfo(photo.Width, photo.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
        _mask = SKImage.FromPixelCopy(new SKImageInfo(mask.Width, mask.Height, SKColorType.Alpha8, SKAlphaType.Premul), mask.Values.ToArray());
        _crop = SKRect.Create(box.Left, box.Top, box.Width, box.Height);
        int side = Math.Max(photo.Width, photo.Height);
        _whole = SKRect.Create((photo.Width - side) / 2, (photo.Height - side) / 2, side, side);
        _size = size;
        _removesBackground = removesBackground;
    }

    /// <summary>Makes the pictures [3, S, S] and masks [1, S, S] of crop and whole, in 0 to 1.</summary>
    public float[][] Run(SKSamplingOptions sampling) =>
        [Picture(_crop, sampling, _removesBackground), Object(_crop), Picture(_whole, sampling, masked: false), Object(_whole)];

    public void Dispose()
    {
        _photo.Dispose();
        _mask.Dispose();
    }

    private float[] Picture(SKRect part, SKSamplingOptions sampling, bool masked)
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo(_size, _size, SKColorType.Rgba8888, SKAlphaType.Premul));
        SKRect target = SKRect.Create(_size, _size);
        surface.Canvas.Clear(SKColors.Transparent);
        Draw(surface.Canvas, _photo, part, target, sampling, null);
        if (masked)
        {
            using var paint = new SKPaint { BlendMode = SKBlendMode.DstIn };
            Draw(surface.Canvas, _mask, part, target, new SKSamplingOptions(SKFilterMode.Nearest), paint);
        }

        using SKPixmap pixels = surface.PeekPixels();
        return Planes(pixels.GetPixelSpan(), stride: 4, Channels);
    }

    private float[] Object(SKRect part)
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo(_size, _size, SKColorType.Alpha8, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Transparent);
        Draw(surface.Canvas, _mask, part, SKRect.Create(_size, _size), new SKSamplingOptions(SKFilterMode.Nearest), null);
        using SKPixmap pixels = surface.PeekPixels();
        return Planes(pixels.GetPixelSpan(), stride: 1, channels: 1);
    }

    /// <summary>Draws a part that may leave the picture; what lies outside stays transparent.</summary>
    private static void Draw(SKCanvas canvas, SKImage image, SKRect part, SKRect target, SKSamplingOptions sampling, SKPaint? paint)
    {
        SKRect inside = SKRect.Intersect(part, SKRect.Create(image.Width, image.Height));
        float scale = target.Width / part.Width;
        canvas.DrawImage(
            image,
            inside,
            SKRect.Create((inside.Left - part.Left) * scale, (inside.Top - part.Top) * scale, inside.Width * scale, inside.Height * scale),
            sampling,
            paint);
    }

    private float[] Planes(ReadOnlySpan<byte> bytes, int stride, int channels)
    {
        int count = _size * _size;
        float[] planes = new float[channels * count];
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < count; i++)
            {
                planes[(c * count) + i] = bytes[(i * stride) + c] * (1f / byte.MaxValue);
            }
        }

        return planes;
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using Sam3D.Imaging;

namespace Sam3D.Masks;

/// <summary>
/// A photograph of W × H pixels in the square picture of a segmentation network: pixels and prompts go in, masks come back.
/// </summary>
internal sealed class PromptFrame
{
    private readonly PictureFit _fit;

    private PromptFrame(int width, int height, int size, PictureFit fit, int contentWidth, int contentHeight) =>
        (Width, Height, Size, _fit, ContentWidth, ContentHeight) = (width, height, size, fit, contentWidth, contentHeight);

    /// <summary>Width of the photograph.</summary>
    public int Width { get; }

    /// <summary>Height of the photograph.</summary>
    public int Height { get; }

    /// <summary>Side of the square.</summary>
    public int Size { get; }

    /// <summary>Columns of the square that the photograph fills.</summary>
    public int ContentWidth { get; }

    /// <summary>Rows of the square that the photograph fills.</summary>
    public int ContentHeight { get; }

    /// <summary>Lays a photograph into a square.</summary>
    /// <exception cref="ImageException">The photograph is too small or too narrow.</exception>
    public static PromptFrame Create(int width, int height, int size, PictureFit fit)
    {
        PromptRules.ThrowIfTooSmall(width, height);
        if (fit != PictureFit.LongestSide)
        {
            return new PromptFrame(width, height, size, fit, size, size);
        }

        double scale = (double)size / Math.Max(width, height);
        int contentWidth = (int)((width * scale) + 0.5), contentHeight = (int)((height * scale) + 0.5);
        return Math.Min(contentWidth, contentHeight) >= 1
            ? new PromptFrame(width, height, size, fit, contentWidth, contentHeight)
            : throw new ImageException(
                $"The picture has {width}×{height} pixels, and its shorter side vanishes when the longer one becomes {size}: cut the picture to the object.");
    }

    /// <summary>The network's input.</summary>
    /// <param name="image">The photograph.</param>
    /// <param name="mean">Mean of each channel, 0 to 255.</param>
    /// <param name="deviation">Deviation of each channel, 0 to 255.</param>
    /// <returns>[3, Size, Size], (value − mean) / deviation.</returns>
    public float[] Prepare(RgbImage image, IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        if (_fit != PictureFit.LongestSide)
        {
            float[] stretched = PictureResampler.Resize(image.PixelArray, 3, Height, Width, Size, Size, Interpolation.Bilinear, antialias: true);
            for (int c = 0; c < 3; c++)
            {
                Span<float> plane = stretched.AsSpan(c * Size * Size, Size * Size);
                if (_fit == PictureFit.StretchBytes)
                {
                    TensorPrimitives.Multiply(plane, byte.MaxValue, plane);
                    TensorPrimitives.Round(plane, plane);
                    TensorPrimitives.Divide(plane, byte.MaxValue, plane);
                }

                TensorPrimitives.Subtract(plane, mean[c] / byte.MaxValue, plane);
                TensorPrimitives.Divide(plane, deviation[c] / byte.MaxValue, plane);
            }

            return stretched;
        }

        byte[] resized = ByteResampler.Resize(image.PixelArray, 3, Height, Width, ContentHeight, ContentWidth);
        float[] result = new float[3 * Size * Size];
        Parallel.For(0, ContentHeight, y =>
        {
            for (int x = 0; x < ContentWidth; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    result[(((c * Size) + y) * Size) + x] = (resized[(((y * ContentWidth) + x) * 3) + c] - mean[c]) / deviation[c];
                }
            }
        });
        return result;
    }

    /// <summary>A place of the photograph in pixels of the square.</summary>
    public Vector2 ToSquare(Vector2 place) => new(
        (float)(place.X * ((double)ContentWidth / Width)), (float)(place.Y * ((double)ContentHeight / Height)));

    /// <summary>Logits of a mask at the size of the photograph.</summary>
    /// <param name="logits">[side, side] of the whole square.</param>
    /// <param name="side">Rows and columns.</param>
    /// <returns>[Height, Width].</returns>
    public float[] ToPicture(float[] logits, int side)
    {
        if (_fit != PictureFit.LongestSide)
        {
            return Enlarge(logits, side, side, Height, Width);
        }

        // Two steps, as the official code does: the square, of which the photograph's part is cut out.
        float[] square = Enlarge(logits, side, side, Size, Size);
        float[] content = new float[ContentWidth * ContentHeight];
        for (int y = 0; y < ContentHeight; y++)
        {
            square.AsSpan(y * Size, ContentWidth).CopyTo(content.AsSpan(y * ContentWidth));
        }

        return Enlarge(content, ContentHeight, ContentWidth, Height, Width);
    }

    /// <summary>A mask of the photograph as the logits that a network takes for an earlier mask: 10 inside, −10 outside.</summary>
    /// <param name="mask">Of the photograph's size.</param>
    /// <param name="side">Rows and columns of the result, which stands for the whole square.</param>
    public float[] ToLogits(Mask mask, int side)
    {
        int height = Math.Max(1, (int)Math.Round((double)ContentHeight * side / Size)), width = Math.Max(1, (int)Math.Round((double)ContentWidth * side / Size));
        float[] content = PictureResampler.Resize(mask.ValueArray, 1, Height, Width, height, width, Interpolation.Bilinear, antialias: true);
        float[] result = new float[side * side];
        result.AsSpan().Fill(-MaskCleaning.Certain);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                result[(y * side) + x] = (2 * MaskCleaning.Certain * content[(y * width) + x]) - MaskCleaning.Certain;
            }
        }

        return result;
    }

    private static float[] Enlarge(float[] map, int height, int width, int targetHeight, int targetWidth) =>
        PictureResampler.Resize(map, 1, height, width, targetHeight, targetWidth, Interpolation.Bilinear, antialias: false);
}

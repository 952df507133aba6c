using System.Buffers;
using System.Numerics.Tensors;
using Sam3D.Imaging.Sources;

namespace Sam3D.Imaging;

/// <summary>
/// Separable resizing with the samples and weights of PyTorch's <c>interpolate</c> (<c>align_corners</c> false) and torchvision's
/// <c>Resize</c>. The result does not depend on the number of threads.
/// </summary>
public static class PictureResampler
{
    // Below this many source values a second thread costs more than it saves.
    private const long ParallelValues = 1 << 18;

    /// <summary>The resize of one axis as a matrix: target = matrix · source.</summary>
    /// <param name="source">Samples before, 1 or more.</param>
    /// <param name="target">Samples after, 1 or more.</param>
    /// <param name="interpolation">The filter; cubic with a = −0.5 where antialiased, else −0.75.</param>
    /// <param name="antialias">Widens the filter by the scale when shrinking; has no meaning for <see cref="Interpolation.Nearest"/>.</param>
    /// <returns>[target, source], row-major; every row sums to 1.</returns>
    public static float[] ResizeMatrix(int source, int target, Interpolation interpolation, bool antialias) =>
        Matrix(ResizeFilter.Create(source, target, interpolation, antialias));

    /// <summary>The resize of one axis as a matrix for products from the right: target = source · matrix.</summary>
    /// <param name="source">Samples before, 1 or more.</param>
    /// <param name="target">Samples after, 1 or more.</param>
    /// <param name="interpolation">As for <see cref="ResizeMatrix(int, int, Interpolation, bool)"/>.</param>
    /// <param name="antialias">As there.</param>
    /// <returns>[source, target], row-major; every column sums to 1.</returns>
    public static float[] TransposedResizeMatrix(int source, int target, Interpolation interpolation, bool antialias)
    {
        float[] matrix = ResizeMatrix(source, target, interpolation, antialias), result = new float[matrix.Length];
        for (int row = 0; row < target; row++)
        {
            for (int column = 0; column < source; column++)
            {
                result[(column * target) + row] = matrix[(row * source) + column];
            }
        }

        return result;
    }

    /// <summary>
    /// The resize of one axis by a given scale, without antialiasing, as a matrix: PyTorch's <c>interpolate</c> with <c>scale_factor</c>, whose samples lie
    /// at (i + 0.5) / scale − 0.5 even where target / source is another number.
    /// </summary>
    /// <param name="source">Samples before, 1 or more.</param>
    /// <param name="target">Samples after, 1 or more.</param>
    /// <param name="interpolation">Bilinear, or bicubic with a = −0.75.</param>
    /// <param name="scale">Above 0.</param>
    /// <returns>[target, source], row-major; every row sums to 1.</returns>
    public static float[] ResizeMatrix(int source, int target, Interpolation interpolation, double scale) =>
        Matrix(ResizeFilter.CreateScaled(source, target, interpolation, scale));

    /// <summary>Resizes a picture of floating-point channels.</summary>
    /// <param name="picture">[channels, height, width].</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="height">Rows before.</param>
    /// <param name="width">Columns before.</param>
    /// <param name="targetHeight">Rows after.</param>
    /// <param name="targetWidth">Columns after.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="antialias">Widens the filter by the scale when shrinking.</param>
    /// <returns>[channels, targetHeight, targetWidth]; not clamped, so cubic filters may leave the range of the input.</returns>
    /// <exception cref="ArgumentException">The number of values is not channels × height × width.</exception>
    public static float[] Resize(
        float[] picture, int channels, int height, int width, int targetHeight, int targetWidth, Interpolation interpolation, bool antialias)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Resize(new PlanarSource(picture, channels, height, width), targetHeight, targetWidth, interpolation, antialias);
    }

    /// <summary>Resizes a picture of bytes, row by row: no floating-point copy of the whole picture is made.</summary>
    /// <param name="picture">[height, width, channels].</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="height">Rows before.</param>
    /// <param name="width">Columns before.</param>
    /// <param name="targetHeight">Rows after.</param>
    /// <param name="targetWidth">Columns after.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="antialias">Widens the filter by the scale when shrinking.</param>
    /// <returns>[channels, targetHeight, targetWidth], 255 is 1; not clamped.</returns>
    /// <exception cref="ArgumentException">The number of values is not height × width × channels.</exception>
    public static float[] Resize(
        byte[] picture, int channels, int height, int width, int targetHeight, int targetWidth, Interpolation interpolation, bool antialias)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Resize(new PixelSource(picture, channels, height, width), targetHeight, targetWidth, interpolation, antialias);
    }

    /// <summary>Resizes any source, [channels, targetHeight, targetWidth].</summary>
    internal static float[] Resize(PictureSource source, int targetHeight, int targetWidth, Interpolation interpolation, bool antialias)
    {
        ResizeFilter rows = ResizeFilter.Create(source.Height, targetHeight, interpolation, antialias);
        ResizeFilter columns = ResizeFilter.Create(source.Width, targetWidth, interpolation, antialias);
        float[] result = new float[checked(source.Channels * targetHeight * targetWidth)];
        bool parallel = (long)source.Channels * source.Height * source.Width >= ParallelValues;
        int blocks = parallel ? Math.Min(Environment.ProcessorCount, targetHeight) : 1;
        Parallel.For(0, blocks, b => ResizeRows(
            source, rows, columns, (int)((long)targetHeight * b / blocks), (int)((long)targetHeight * (b + 1) / blocks), result));
        return result;
    }

    // Reads every source row that the target rows need once, resizes it along x, and adds it to all target rows that it belongs to.
    private static void ResizeRows(PictureSource source, ResizeFilter rows, ResizeFilter columns, int first, int end, float[] result)
    {
        int channels = source.Channels, width = source.Width, targetWidth = columns.Target;
        float[] row = ArrayPool<float>.Shared.Rent(channels * width);          // [C, W]
        float[] narrowed = ArrayPool<float>.Shared.Rent(channels * targetWidth); // [C, W']
        for (int y = rows.Start(first), lowest = first; y < rows.End(end - 1); y++)
        {
            while (rows.End(lowest) <= y)
            {
                lowest++;
            }

            if (rows.Start(lowest) > y)
            {
                continue;
            }

            source.Read(y, 0, width, row, width);
            for (int c = 0; c < channels; c++)
            {
                columns.Apply(row.AsSpan(c * width, width), narrowed.AsSpan(c * targetWidth, targetWidth));
            }

            for (int target = lowest; target < end && rows.Start(target) <= y; target++)
            {
                float weight = rows.Weights(target)[y - rows.Start(target)];
                for (int c = 0; c < channels; c++)
                {
                    Span<float> sum = result.AsSpan(((c * rows.Target) + target) * targetWidth, targetWidth);
                    TensorPrimitives.MultiplyAdd(narrowed.AsSpan(c * targetWidth, targetWidth), weight, sum, sum);
                }
            }
        }

        ArrayPool<float>.Shared.Return(row);
        ArrayPool<float>.Shared.Return(narrowed);
    }

    private static float[] Matrix(ResizeFilter filter)
    {
        (int source, int target) = (filter.Source, filter.Target);
        float[] matrix = new float[checked(target * source)];
        for (int i = 0; i < target; i++)
        {
            filter.Weights(i).CopyTo(matrix.AsSpan((i * source) + filter.Start(i)));
        }

        return matrix;
    }
}

using System.Numerics.Tensors;

namespace Sam3D.Imaging;

/// <summary>
/// A resize of one axis as weighted sums: target i is the sum over its taps of weight · source[Start(i) + tap]. The same samples and weights
/// as PyTorch's <c>interpolate</c> with <c>align_corners</c> false and, with antialiasing, <c>_upsample_*_aa</c>; positions and weights are computed in single precision as there,
/// which shows where neighbouring samples differ much.
/// </summary>
internal sealed class ResizeFilter
{
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly float[] _weights; // [target, _stride]
    private readonly int _stride;

    private ResizeFilter(int source, int target, int stride)
    {
        Source = source;
        Target = target;
        _stride = stride;
        _starts = new int[target];
        _counts = new int[target];
        _weights = new float[checked(target * stride)];
    }

    /// <summary>Samples before the resize.</summary>
    public int Source { get; }

    /// <summary>Samples after the resize.</summary>
    public int Target { get; }

    /// <summary>First source sample of a target; never falls as the target rises.</summary>
    public int Start(int target) => _starts[target];

    /// <summary>One past the last source sample of a target; never falls as the target rises.</summary>
    public int End(int target) => _starts[target] + _counts[target];

    /// <summary>The weights of a target's samples.</summary>
    public ReadOnlySpan<float> Weights(int target) => _weights.AsSpan(target * _stride, _counts[target]);

    /// <summary>Makes the filter.</summary>
    public static ResizeFilter Create(int source, int target, Interpolation interpolation, bool antialias)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(target);
        if (source == target)
        {
            return Nearest(source, target);
        }

        return (interpolation, antialias) switch
        {
            (Interpolation.Nearest, _) => Nearest(source, target),
            (Interpolation.Bilinear, true) => Antialiased(source, target, 1, Triangle),
            (Interpolation.Bicubic, true) => Antialiased(source, target, 2, x => Cubic(x, -0.5f)),
            (Interpolation.Bilinear, false) => Interpolated(source, target, 1, Triangle, (float)source / target),
            (Interpolation.Bicubic, false) => Interpolated(source, target, 2, x => Cubic(x, -0.75f), (float)source / target),
            _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "Unknown filter."),
        };
    }

    /// <summary>
    /// Makes the filter of a resize by a given scale, without antialiasing: target i lies at (i + 0.5) / scale − 0.5, also where the sizes' quotient is
    /// another, or 1.
    /// </summary>
    public static ResizeFilter CreateScaled(int source, int target, Interpolation interpolation, double scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(target);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        float step = (float)(1.0 / scale);
        return interpolation switch
        {
            Interpolation.Bilinear => Interpolated(source, target, 1, Triangle, step),
            Interpolation.Bicubic => Interpolated(source, target, 2, x => Cubic(x, -0.75f), step),
            _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "Only bilinear and bicubic filters take a scale."),
        };
    }

    /// <summary>Resizes one row: <paramref name="row"/> [Source] to <paramref name="result"/> [Target].</summary>
    public void Apply(ReadOnlySpan<float> row, Span<float> result)
    {
        if (_stride == 1)
        {
            for (int i = 0; i < result.Length; i++)
            {
                result[i] = row[_starts[i]];
            }

            return;
        }

        if (_stride == 2)
        {
            // Two samples are too few for a call.
            for (int i = 0; i < result.Length; i++)
            {
                int start = _starts[i];
                float sum = _weights[2 * i] * row[start];
                result[i] = _counts[i] == 2 ? sum + (_weights[(2 * i) + 1] * row[start + 1]) : sum;
            }

            return;
        }

        for (int i = 0; i < result.Length; i++)
        {
            result[i] = TensorPrimitives.Dot(Weights(i), row.Slice(_starts[i], _counts[i]));
        }
    }

    // Single precision moves this index for some sizes.
    private static ResizeFilter Nearest(int source, int target)
    {
        var filter = new ResizeFilter(source, target, 1);
        float scale = (float)source / target;
        for (int i = 0; i < target; i++)
        {
            filter._starts[i] = Math.Min((int)MathF.Floor(i * scale), source - 1);
            filter._counts[i] = 1;
            filter._weights[i] = 1;
        }

        return filter;
    }

    // The kernel is widened by the scale when shrinking; samples outside of the picture are left out and the rest sums to one.
    private static ResizeFilter Antialiased(int source, int target, float reach, Func<float, float> kernel)
    {
        float scale = (float)source / target;
        float widening = Math.Max(scale, 1);
        float narrowing = scale >= 1 ? 1 / scale : 1;
        float support = reach * widening;
        var filter = new ResizeFilter(source, target, Math.Min(source, (2 * (int)MathF.Ceiling(support)) + 1));
        for (int i = 0; i < target; i++)
        {
            float centre = (float)(scale * (i + 0.5));
            int start = Math.Max((int)(centre - support + 0.5), 0);
            int count = Math.Min(Math.Min((int)(centre + support + 0.5), source) - start, filter._stride);
            filter._starts[i] = start;
            filter._counts[i] = count;
            Span<float> weights = filter._weights.AsSpan(i * filter._stride, count);
            for (int k = 0; k < count; k++)
            {
                weights[k] = kernel((float)((k + (start - centre) + 0.5) * narrowing));
            }

            TensorPrimitives.Divide(weights, TensorPrimitives.Sum<float>(weights), weights);
        }

        return filter;
    }

    // The kernel keeps its width; samples outside of the picture repeat the border.
    private static ResizeFilter Interpolated(int source, int target, int reach, Func<float, float> kernel, float step)
    {
        var filter = new ResizeFilter(source, target, Math.Min(source, 2 * reach));
        for (int i = 0; i < target; i++)
        {
            float centre = (step * (i + 0.5f)) - 0.5f;
            int first = (int)MathF.Floor(centre) - reach + 1;
            int start = Math.Clamp(first, 0, source - 1);
            int end = Math.Clamp(first + (2 * reach) - 1, 0, source - 1) + 1;
            filter._starts[i] = start;
            filter._counts[i] = end - start;
            for (int k = 0; k < 2 * reach; k++)
            {
                int sample = Math.Clamp(first + k, start, end - 1);
                filter._weights[(i * filter._stride) + sample - start] += kernel(first + k - centre);
            }
        }

        return filter;
    }

    private static float Triangle(float x) => Math.Max(0, 1 - Math.Abs(x));

    // Keys' cubic convolution kernel.
    private static float Cubic(float x, float a)
    {
        x = Math.Abs(x);
        return x switch
        {
            < 1 => ((((a + 2) * x) - (a + 3)) * x * x) + 1,
            < 2 => (((((x - 5) * x) + 8) * x) - 4) * a,
            _ => 0,
        };
    }
}

using System.Numerics.Tensors;

namespace Sam3D.Conversion;

/// <summary>
/// Symmetric 8-bit quantisation in blocks: w ≈ (q − 128)·scale with q of 1 to 255 and, in each block, scale = max|w| / 127. This is the form of ONNX Runtime's <c>MatMulNBits</c>
/// without zero points.
/// </summary>
internal static class BlockQuantizer
{
    /// <summary>The integer that stands for 0.</summary>
    public const int ZeroPoint = 128;

    private const float Largest = 127;

    /// <summary>Quantises whole blocks.</summary>
    /// <param name="values">Finite numbers, a whole number of blocks.</param>
    /// <param name="block">Numbers in a block.</param>
    /// <param name="integers">One for each number.</param>
    /// <param name="scales">One for each block; 0 where a block is 0, or so small that its scale is.</param>
    public static void Quantize(ReadOnlySpan<float> values, int block, Span<byte> integers, Span<float> scales)
    {
        for (int b = 0; b < scales.Length; b++)
        {
            ReadOnlySpan<float> source = values.Slice(b * block, block);
            Span<byte> target = integers.Slice(b * block, block);
            float scale = Math.Abs(TensorPrimitives.MaxMagnitude(source)) / Largest;
            scales[b] = scale;
            if (scale == 0)
            {
                target.Fill(ZeroPoint);
                continue;
            }

            // The quotient of a double rounds to the nearest integer of the true quotient. A scale that is not normal has few digits, so that the quotient may exceed 127.
            for (int i = 0; i < block; i++)
            {
                double q = Math.Clamp(Math.Round(source[i] / (double)scale, MidpointRounding.ToEven), -Largest, Largest);
                target[i] = (byte)(ZeroPoint + (int)q);
            }
        }
    }
}

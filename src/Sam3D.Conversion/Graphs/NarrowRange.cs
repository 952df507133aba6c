using System.Globalization;
using System.Numerics.Tensors;

namespace Sam3D.Conversion;

/// <summary>Refuses weights that a narrower type cannot hold.</summary>
internal static class NarrowRange
{
    /// <summary>The largest finite float16.</summary>
    public const float Half = 65504;

    /// <exception cref="CheckpointException">A value is not a number, or its magnitude is beyond <paramref name="limit"/>.</exception>
    public static void ThrowIfBeyond(ReadOnlySpan<float> values, float limit, GraphTensor tensor, string type)
    {
        // Not a number wins over every magnitude, and is at most nothing.
        float largest = values.IsEmpty ? 0 : TensorPrimitives.MaxMagnitude(values);
        if (!(Math.Abs(largest) <= limit))
        {
            throw new CheckpointException(string.Create(
                CultureInfo.InvariantCulture,
                $"{tensor.File}: tensor {Wording.Quote(tensor.Source)} holds {largest:G6}, which cannot be stored as {type}, expected magnitudes up to {limit:G6}; convert with precision fp32."));
        }
    }
}

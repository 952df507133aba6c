using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// The last weights of a synthetic MoGe, by which its points are those of a camera: each lies on the ray of its pixel, at a depth of about 2 that follows the
/// random features, and nearly every pixel has one.
/// </summary>
/// <remarks>
/// The head sees u and v, the place on the view plane, beside its features. Four hidden channels of the points carry u, −u, v and −v through the ReLU, whose
/// differences are u and v again; times the slope they are x/z and y/z, since the released remap multiplies by the depth. The third channel is the logarithm of the depth.
/// </remarks>
internal sealed class MogeWeights(MogePointConfig config, ulong seed, string file)
{
    private const float Slope = 0.7f; // tangent of half the field of view over the diagonal: 70 degrees
    private const float LogDepth = 0.7f;
    private const float DepthSpread = 0.15f, RaySpread = 0.005f, MaskSpread = 0.3f;
    private const float MaskLogit = 3;
    private const int Carriers = 4; // u, −u, v, −v
    private const int Taps = 9;
    private const string Points = "head.output_block.0.", Mask = "head.output_block.1.";

    private static readonly float[] ImageMean = [0.485f, 0.456f, 0.406f]; // ImageNet's
    private static readonly float[] ImageDeviation = [0.229f, 0.224f, 0.225f];

    /// <summary>The values of a weight that is more than random, else <see langword="null"/>.</summary>
    public TensorValues? Of(string name)
    {
        string last = $"{config.LastResBlocks + 2}.";
        return name switch
        {
            "image_mean" => TensorValues.Computed(() => ImageMean),
            "image_std" => TensorValues.Computed(() => ImageDeviation),
            Points + "0.weight" => TensorValues.Computed(() => Carry(name)),
            _ when name == Points + last + "weight" => TensorValues.Computed(() => Rays(name)),
            _ when name == Points + last + "bias" => TensorValues.Computed(() => [0, 0, LogDepth]),
            _ when name == Mask + last + "weight" => Random(name, MaskSpread / MathF.Sqrt(config.LastConvChannels)),
            _ when name == Mask + last + "bias" => TensorValues.Computed(() => [MaskLogit]),
            _ => null,
        };
    }

    private TensorValues Random(string name, float deviation) => TensorValues.Normal(seed, $"{file}/{name}", 0, deviation);

    // [hidden, C + 2, 3, 3]
    private float[] Carry(string name)
    {
        int input = config.UpsampleDims[^1] + 2, row = input * Taps;
        float[] values = Random(name, 1 / MathF.Sqrt(row)).All(config.LastConvChannels * row);
        values.AsSpan(0, Carriers * row).Clear();
        for (int i = 0; i < Carriers; i++)
        {
            values[(i * row) + ((input - 2 + (i / 2)) * Taps) + (Taps / 2)] = i % 2 == 0 ? 1 : -1;
        }

        return values;
    }

    // [3, hidden, K, K]
    private float[] Rays(string name)
    {
        int taps = config.LastConvSize * config.LastConvSize, row = config.LastConvChannels * taps;
        float[] values = Random(name, 1 / MathF.Sqrt(row)).All(3 * row);
        for (int axis = 0; axis < 3; axis++)
        {
            Span<float> kernel = values.AsSpan(axis * row, row);
            for (int i = 0; i < row; i++)
            {
                int channel = i / taps;
                kernel[i] = channel >= Carriers ? kernel[i] * (axis == 2 ? DepthSpread : RaySpread)
                    : channel / 2 != axis || i % taps != taps / 2 ? 0
                    : channel % 2 == 0 ? Slope : -Slope;
            }
        }

        return values;
    }
}

using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// The weights of a structure decoder that makes thin closed sheets of voxels out of noise, so that a synthetic checkpoint gives the later stages about as
/// many voxels, and as many near each other, as a real object does.
/// </summary>
/// <remarks>
/// <para>The latents are noise with a little flow on top. The first convolution smooths each of their L channels (binomial kernel, scaled to keep the variance of
/// white noise) into the channels o with o mod L equal to its number. Up-sampling interpolates linearly, and its channels c and c + C/2 at the last level are
/// negatives of each other; the second convolutions of the last residual blocks keep that. Then the layer norm at the end, whose mean over such pairs is 0, gives
/// ±ŝ = ±√n·u, where u is one coordinate of a direction in the space of n fields: nearly the same distribution everywhere, whatever the scale of the latents.</para>
/// <para>The last convolution adds the pair up: −a·(silu(ŝ) + silu(−ŝ)) = −a·ŝ·tanh(ŝ/2), and its bias a·τ·tanh(τ/2) makes the logit positive where |ŝ| &lt; τ: around the
/// zeros of a smooth field, which are surfaces. For small τ that has the probability 2τ·p(0) with the density p(0) = Γ(n/2) / (Γ((n−1)/2)·√(n·π)) of √n·u at 0;
/// τ follows from the share that is wanted. A constant δ on top of the field, from the flow or from biases, changes the share only in second order, by the factor
/// exp(−δ²/2): this is why sheets are taken, not one side of a threshold.</para>
/// <para>All other weights are random as in <see cref="WeightRoles"/>, those at the ends of residual branches with a gain of 0.1, so that they bend the sheets
/// without breaking them.</para>
/// </remarks>
internal sealed class StructureWeights
{
    /// <summary>The share of voxels with a positive logit: 11 %, 29,000 of 64³, of which pruning leaves more than 15,000 and less than 42,000.</summary>
    public const double OccupiedShare = 0.11;

    private const int Taps = 27;
    private const int Center = 13;
    private const float Sharpness = 40; // a
    private const float BranchGain = 0.1f;
    private const float RestGain = 0.17f;

    private readonly StructureAutoencoderConfig _config;
    private readonly ulong _seed;
    private readonly string _file;
    private readonly int _lastBlock; // number of the last up-sampling block

    /// <summary>Weights for a decoder.</summary>
    /// <param name="config">Its sizes; at least two levels, an even number of channels at the last.</param>
    /// <param name="seed">Seed of the checkpoint.</param>
    /// <param name="file">The file, by which random values differ from those of other files.</param>
    public StructureWeights(StructureAutoencoderConfig config, ulong seed, string file)
    {
        (_config, _seed, _file) = (config, seed, file);
        _lastBlock = ((config.Channels.Count - 1) * (config.ResBlocks + 1)) - 1;
    }

    private int Fields => Math.Min(_config.LatentChannels, LastChannels / 2);

    private int LastChannels => _config.Channels[^1];

    /// <summary>The values of a weight that is more than random, else <see langword="null"/>.</summary>
    public TensorValues? Of(string name, IReadOnlyList<long> shape)
    {
        string[] parts = name.Split('.');
        int block = parts[0] == "blocks" ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : -1;
        bool isLastLevel = block > _lastBlock, isConv2 = name.EndsWith("conv2.weight", StringComparison.Ordinal);
        int count = checked((int)shape.Aggregate(1L, (product, size) => product * size));
        return name switch
        {
            "input_layer.weight" => TensorValues.Computed(() => Smoothing(count)),
            "out_layer.0.weight" => TensorValues.Computed(() => Paired(Random(name, 1, 0.05f, count), 1, 1)),
            "out_layer.0.bias" => TensorValues.Computed(() => Paired(Random(name, 0, 0.02f, count), 1, -1)),
            "out_layer.2.weight" => TensorValues.Computed(() => Output(Random(name, 0, RestGain / MathF.Sqrt(count), count))),
            "out_layer.2.bias" => TensorValues.Computed(() => [Bias()]),
            _ when parts[^2] == "conv" && parts[^1] == "weight" => TensorValues.Computed(
                () => Interpolation((int)shape[1], (int)shape[0] / 8, block == _lastBlock)),
            _ when parts[^2] == "conv" && block == _lastBlock => TensorValues.Computed(() => Paired(Random(name, 0, 0.02f, count), 8, -1)),
            _ when isConv2 && !isLastLevel => TensorValues.Normal(_seed, $"{_file}/{name}", 0, BranchGain / MathF.Sqrt(count / shape[0])),
            _ when isConv2 => TensorValues.Computed(() => Paired(Random(name, 0, BranchGain / MathF.Sqrt(count / shape[0]), count), count / (int)shape[0], -1)),
            _ when isLastLevel && name.EndsWith("conv2.bias", StringComparison.Ordinal) =>
                TensorValues.Computed(() => Paired(Random(name, 0, 0.02f, count), 1, -1)),
            _ => null,
        };
    }

    private float[] Random(string name, float mean, float deviation, int count) =>
        TensorValues.Normal(_seed, $"{_file}/{name}", mean, deviation).All(count);

    // [C0, L, 3, 3, 3]
    private float[] Smoothing(int count)
    {
        int latents = _config.LatentChannels;
        float[] axis = [1, 2, 1];
        float norm = MathF.Pow(axis.Sum(a => a * a), 1.5f); // of the kernel in three dimensions
        float[] values = Random("input_layer.weight", 0, BranchGain / MathF.Sqrt(latents * Taps), count);
        for (int output = 0; output < _config.Channels[0]; output++)
        {
            Span<float> kernel = values.AsSpan(((output * latents) + (output % latents)) * Taps, Taps);
            for (int k = 0; k < Taps; k++)
            {
                kernel[k] = axis[k / 9] * axis[k / 3 % 3] * axis[k % 3] / norm;
            }
        }

        return values;
    }

    // [8·C', C, 3, 3, 3]: channel c of offset (i, j, k) takes the mean of the channels that hold its field, at a quarter of a cell beside their centre.
    private float[] Interpolation(int input, int output, bool isPaired)
    {
        float[] values = new float[output * 8 * input * Taps];
        int latents = _config.LatentChannels, half = isPaired ? output / 2 : output;
        for (int channel = 0; channel < output; channel++)
        {
            int field = channel % half % latents, holders = (input - field + latents - 1) / latents;
            float weight = (channel < half ? 1f : -1f) / holders;
            for (int offset = 0; offset < 8; offset++)
            {
                for (int source = field; source < input; source += latents)
                {
                    Span<float> kernel = values.AsSpan((((channel * 8) + offset) * input * Taps) + (source * Taps), Taps);
                    for (int k = 0; k < Taps; k++)
                    {
                        kernel[k] = weight * Linear(offset >> 2, k / 9) * Linear((offset >> 1) & 1, k / 3 % 3) * Linear(offset & 1, k % 3);
                    }
                }
            }
        }

        return values;
    }

    // Weight of a cell at a distance of tap − 1 from the one that is cut into two halves.
    private static float Linear(int half, int tap) => tap == 1 ? 0.75f : (tap == 0) == (half == 0) ? 0.25f : 0f;

    /// <summary>Makes the second half of the channels the first one times a sign.</summary>
    /// <param name="values">[C, size].</param>
    /// <param name="size">Numbers of a channel.</param>
    /// <param name="sign">1 or −1.</param>
    private float[] Paired(float[] values, int size, float sign)
    {
        int half = LastChannels / 2 * size;
        for (int i = 0; i < half; i++)
        {
            values[half + i] = sign * values[i];
        }

        return values;
    }

    // [1, C, 3, 3, 3]
    private float[] Output(float[] values)
    {
        values[Center] -= Sharpness;
        values[(LastChannels / 2 * Taps) + Center] -= Sharpness;
        return values;
    }

    private float Bias()
    {
        double n = Fields;
        double density = GammaRatio(Fields) / Math.Sqrt(n * Math.PI);
        double threshold = OccupiedShare / (2 * density);
        return (float)(Sharpness * threshold * Math.Tanh(threshold / 2));
    }

    // Γ(n/2) / Γ((n−1)/2) by Γ(x+1) = x·Γ(x), from Γ(1) / Γ(1/2) and Γ(3/2) / Γ(1).
    private static double GammaRatio(int n)
    {
        double ratio = n % 2 == 0 ? 1 / Math.Sqrt(Math.PI) : Math.Sqrt(Math.PI) / 2;
        for (int k = n % 2 == 0 ? 2 : 3; k < n; k += 2)
        {
            ratio *= k / 2.0 / ((k - 1) / 2.0);
        }

        return ratio;
    }
}

using Sam3D.Networks;

namespace Sam3D.Torch.Tests;

/// <summary>The encoder of structured latents.</summary>
internal sealed class LatentEncoderSample : ISampleNetwork
{
    private const int Resolution = 8;

    private readonly StructuredLatentEncoderConfig _config;

    public LatentEncoderSample(int seed)
    {
        var random = new Random(seed);
        _config = new StructuredLatentEncoderConfig
        {
            Transformer = SparseTransformerSample.Config(random, Resolution, 5, 20),
            LatentChannels = random.Next(2, 9),
        };
        Inputs = SparseTransformerSample.Inputs(random, _config.Transformer, "features");
    }

    public IReadOnlyList<SampleInput> Inputs { get; }

    public IReadOnlyList<T> Apply<T>(ITensorOps<T> ops, IReadOnlyList<T> inputs)
        where T : class
    {
        (T mean, T logVariance) = StructuredLatentEncoder.Apply(
            new ParameterScope<T>(ops), _config, inputs[0], SampleWindows.Read(inputs, 1));
        return [mean, logVariance];
    }

    public override string ToString() => $"encoder of latents, width {_config.Transformer.ModelChannels}";
}

using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sparse;

namespace Sam3D.Torch.Tests;

/// <summary>A decoder of Gaussians: window attention.</summary>
internal sealed class GaussianSample : ISampleNetwork
{
    private const int Resolution = 9;

    private readonly GaussianDecoderConfig _config;

    public GaussianSample(int seed)
    {
        var random = new Random(seed);
        _config = new GaussianDecoderConfig
        {
            Transformer = SparseTransformerSample.Config(random, Resolution, 2, 9),
            NumGaussians = random.Next(1, 5),
            VoxelSize = 1.5f,
            PerturbOffset = true,
            Rates = new GaussianRates(1, 1, 1, 0.1f, 1),
        };
        Inputs = SparseTransformerSample.Inputs(random, _config.Transformer, "latents");
    }

    public IReadOnlyList<SampleInput> Inputs { get; }

    public IReadOnlyList<T> Apply<T>(ITensorOps<T> ops, IReadOnlyList<T> inputs)
        where T : class
    {
        GaussianFields<T> fields = GaussianDecoder.Apply(
            new ParameterScope<T>(ops), _config, inputs[0], SampleWindows.Read(inputs, 1));
        return [fields.Positions, fields.Colors, fields.Scales, fields.Rotations, fields.Opacities];
    }

    public override string ToString() => $"Gaussian decoder, width {_config.Transformer.ModelChannels}, {_config.Transformer.NumHeads} heads";
}

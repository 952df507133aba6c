using Sam3D.Networks;
using Sam3D.ParityTests;

namespace Sam3D.Torch.Tests;

/// <summary>The encoder of structured latents.</summary>
internal sealed class LatentEncoderSample : ISampleNetwork
{
    private const int Resolution = 8;

    private readonly StructuredLatentEncoderConfig _config;

    public LatentEncoderSample(int seed)
    {
        var random = new Random(seed);
        int heads = random.Next(1, 4), width = 8 * heads * random.Next(1, 4);
        _config = new StructuredLatentEncoderConfig
        {
            Transformer = new SparseTransformerConfig
            {
                LatentChannels = random.Next(5, 20),
                ModelChannels = width,
                NumBlocks = 2,
                NumHeads = heads,
                MlpHidden = 2 * width,
                WindowSize = random.Next(2, 6),
                Resolution = Resolution,
            },
            LatentChannels = random.Next(2, 9),
        };
        VoxelIndex[] voxels = SampleVoxels.Create(random, Resolution, 0.2);
        Inputs =
        [
            SampleInput.Normal("features", 0, voxels.Length, _config.Transformer.LatentChannels),
            .. SlatGaussianRun.Windows(voxels, _config.Transformer.WindowSize).Select(w => new SampleInput(w.Name, w.Value, IsIndex: true)),
        ];
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

using Sam3D.Networks;

namespace Sam3D.Torch.Tests;

/// <summary>The dense structure auto-encoder: encoder and decoder, two objects at once.</summary>
internal sealed class StructureSample : ISampleNetwork
{
    private const int Batch = 2;

    private readonly StructureAutoencoderConfig _encoder, _decoder;

    public StructureSample(int seed)
    {
        var random = new Random(seed);
        int latent = random.Next(2, 5), resolution = 2 * random.Next(1, 3);
        _encoder = Config([random.Next(3, 6), random.Next(3, 6)], latent, 2 * resolution, random);
        _decoder = Config([random.Next(3, 6), random.Next(3, 6)], latent, resolution, random);
        int cells = resolution * resolution * resolution;
        Inputs =
        [
            SampleInput.Normal("occupancy", 0, Batch, 1, 2 * resolution, 2 * resolution, 2 * resolution),
            SampleInput.Normal("latent", 1, Batch, cells, latent),
        ];
    }

    public IReadOnlyList<SampleInput> Inputs { get; }

    public IReadOnlyList<T> Apply<T>(ITensorOps<T> ops, IReadOnlyList<T> inputs)
        where T : class
    {
        var scope = new ParameterScope<T>(ops);
        (T mean, T logVariance) = StructureEncoder.Apply(scope["encoder"], _encoder, inputs[0]);
        return [mean, logVariance, StructureDecoder.Apply(scope["decoder"], _decoder, inputs[1])];
    }

    public override string ToString() => $"structure auto-encoder, latent {_decoder.InputResolution}³";

    private static StructureAutoencoderConfig Config(int[] channels, int latent, int resolution, Random random) => new()
    {
        LatentChannels = latent,
        VoxelChannels = 1,
        Channels = channels,
        ResBlocks = random.Next(0, 2),
        MiddleResBlocks = 1,
        InputResolution = resolution,
    };
}

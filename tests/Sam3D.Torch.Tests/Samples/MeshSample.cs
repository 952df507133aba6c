using Sam3D.Networks;
using Sam3D.ParityTests;
using Sam3D.Sparse;

namespace Sam3D.Torch.Tests;

/// <summary>The mesh decoder: window attention, two subdivisions, norms over groups.</summary>
internal sealed class MeshSample : ISampleNetwork
{
    private const int Resolution = 5;

    private readonly MeshDecoderConfig _config;

    public MeshSample(int seed)
    {
        var random = new Random(seed);
        _config = new MeshDecoderConfig
        {
            Transformer = new SparseTransformerConfig
            {
                LatentChannels = random.Next(2, 5),
                ModelChannels = 256, // the least that its 32 groups allow
                NumBlocks = 1,
                NumHeads = 4,
                MlpHidden = 32,
                WindowSize = random.Next(2, 4),
                Resolution = Resolution,
            },
            OutChannels = random.Next(3, 6),
        };
        VoxelIndex[] voxels = SampleVoxels.Create(random, Resolution, 0.06);
        var neighbors = new NeighborMap();
        neighbors.Build(voxels);
        var first = new VoxelSubdivision();
        first.Build(voxels, neighbors.Rows.Span);
        var second = new VoxelSubdivision();
        second.Build(first.Children.Span, first.Neighbors.Span);
        Inputs =
        [
            SampleInput.Normal("latents", 0, voxels.Length, _config.Transformer.LatentChannels),
            .. SlatGaussianRun.Windows(voxels, _config.Transformer.WindowSize).Select(w => new SampleInput(w.Name, w.Value, IsIndex: true)),
            SampleInput.Index("neighbors", neighbors.Rows.Span, neighbors.Count, NeighborMap.Offsets),
            .. Maps("first", first),
            .. Maps("second", second),
        ];
    }

    public IReadOnlyList<SampleInput> Inputs { get; }

    public IReadOnlyList<T> Apply<T>(ITensorOps<T> ops, IReadOnlyList<T> inputs)
        where T : class
    {
        int maps = 1 + SampleWindows.Count;
        return
        [
            MeshDecoder.Apply(
                new ParameterScope<T>(ops),
                _config,
                inputs[0],
                SampleWindows.Read(inputs, 1),
                inputs[maps],
                new SparseSubdivision<T>(inputs[maps + 1], inputs[maps + 2]),
                new SparseSubdivision<T>(inputs[maps + 3], inputs[maps + 4])),
        ];
    }

    public override string ToString() => $"mesh decoder, {_config.Transformer.LatentChannels} channels of latents";

    private static SampleInput[] Maps(string name, VoxelSubdivision maps) =>
    [
        SampleInput.Index(name + ".neighbors", maps.Neighbors.Span, maps.Count, NeighborMap.Offsets),
        SampleInput.Index(name + ".parents", maps.Parents.Span, maps.Count),
    ];
}

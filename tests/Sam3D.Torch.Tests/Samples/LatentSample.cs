using System.Runtime.InteropServices;
using Sam3D.Networks;
using Sam3D.Sparse;

namespace Sam3D.Torch.Tests;

/// <summary>The structured latent flow with two levels of down-sampling.</summary>
internal sealed class LatentSample : ISampleNetwork
{
    private const int Resolution = 8;

    private readonly StructuredLatentFlowConfig _config;

    public LatentSample(int seed)
    {
        var random = new Random(seed);
        int heads = random.Next(1, 4), width = 8 * heads * random.Next(1, 4);
        _config = new StructuredLatentFlowConfig
        {
            Resolution = Resolution,
            InChannels = random.Next(2, 9),
            OutChannels = random.Next(2, 9),
            ModelChannels = width,
            ConditionChannels = random.Next(5, 20),
            NumBlocks = 2,
            NumHeads = heads,
            MlpHidden = 2 * width,
            IoBlockChannels = [random.Next(4, 12), random.Next(4, 12)],
            NumIoResBlocks = random.Next(1, 3),
            CrossQkRmsNorm = seed % 2 == 0,
            IsShortcutModel = true,
        };
        VoxelIndex[] voxels = SampleVoxels.Create(random, Resolution, 0.15);
        int levels = _config.IoBlockChannels.Count;
        var pyramid = new VoxelPyramid(levels);
        pyramid.Build(voxels);
        VoxelIndex[] coarsest = pyramid.Steps[^1].Coarse.ToArray();
        Inputs =
        [
            SampleInput.Normal("x", 0, voxels.Length, _config.InChannels),
            new SampleInput("t", new Tensor([1], [random.NextSingle() * 1000])),
            new SampleInput("d", new Tensor([1], [random.NextSingle() * 100])),
            SampleInput.Normal("condition", 1, random.Next(3, 20), _config.ConditionChannels),
            .. pyramid.Neighbors.Select((n, i) => SampleInput.Index($"neighbors{i}", n.Rows.Span, n.Count, NeighborMap.Offsets)),
            .. pyramid.Steps.Select((s, i) => SampleInput.Index($"parents{i}", s.Parents.Span, s.Count)),
            .. pyramid.Steps.Select((s, i) => SampleInput.Index($"children{i}", s.Children.Span, s.CoarseCount, 8)),
            .. pyramid.Steps.Select((s, i) => new SampleInput($"divisors{i}", new Tensor([s.CoarseCount, 1], s.Divisors.ToArray()))),
            SampleInput.Index("coordinates", MemoryMarshal.Cast<VoxelIndex, int>(coarsest), coarsest.Length, 3),
        ];
    }

    public IReadOnlyList<SampleInput> Inputs { get; }

    public IReadOnlyList<T> Apply<T>(ITensorOps<T> ops, IReadOnlyList<T> inputs)
        where T : class
    {
        var named = Inputs.Zip(inputs).ToDictionary(p => p.First.Name, p => p.Second);
        int steps = _config.IoBlockChannels.Count;
        var levels = new SparseLevels<T>(
            [.. Enumerable.Range(0, steps + 1).Select(i => named[$"neighbors{i}"])],
            [.. Enumerable.Range(0, steps).Select(i => new SparseStep<T>(named[$"parents{i}"], named[$"children{i}"], named[$"divisors{i}"]))],
            named["coordinates"]);
        return
        [
            StructuredLatentFlow.Apply(
                new ParameterScope<T>(ops)["backbone"], _config, named["x"], named["t"], named["d"], named["condition"], levels),
        ];
    }

    public override string ToString() => $"structured latent flow, width {_config.ModelChannels}, {_config.NumHeads} heads";
}

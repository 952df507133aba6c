using System.Runtime.InteropServices;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sparse;

namespace Sam3D.ParityTests;

/// <summary>The structured latent flow of a case, with the index work of its voxels.</summary>
internal sealed class SlatFlowRun : IDisposable
{
    private const string Backbone = "reverse_fn.backbone";

    private readonly NetworkRun _run;
    private readonly VoxelPyramid _pyramid;
    private readonly VoxelIndex[] _voxels;
    private readonly StructuredLatentFlowConfig _config;

    public SlatFlowRun(ICheckpoint weights, StructuredLatentFlowConfig config, VoxelIndex[] voxels)
    {
        (_config, _voxels) = (config, voxels);
        _pyramid = new VoxelPyramid(config.IoBlockChannels.Count);
        _pyramid.Build(voxels);
        _run = NetworkRun.Record(weights, b =>
        {
            NetworkTensor x = b.Input("x", Free(0), config.InChannels), t = b.Input("t", 1);
            NetworkTensor condition = b.Input("condition", -1, config.ConditionChannels);
            b.Output("v", StructuredLatentFlow.Apply(Scope(b), config, x, t, null, condition, DeclareLevels(b, config)), Free(0), config.OutChannels);
        });
    }

    public VoxelPyramid Pyramid => _pyramid;

    public float[] Velocity(ReadOnlySpan<float> x, float scaledTime, Tensor condition) => _run.Run(
    [
        ("x", new Tensor([_voxels.Length, _config.InChannels], x.ToArray())),
        ("t", new Tensor([1], [scaledTime])),
        ("condition", new Tensor([condition.Shape[^2], condition.Shape[^1]], condition.Values)),
        .. Levels(_pyramid, _voxels),
    ])["v"];

    public void Dispose() => _run.Dispose();

    public static ParameterScope<NetworkTensor> Scope(NetworkBuilder b) => new ParameterScope<NetworkTensor>(b.Ops)[Backbone];

    public static SparseLevels<NetworkTensor> DeclareLevels(NetworkBuilder b, StructuredLatentFlowConfig config)
    {
        int steps = config.IoBlockChannels.Count;
        NetworkTensor[] neighbors = [.. Enumerable.Range(0, steps + 1).Select(i => b.IndexInput($"neighbors{i}", Free(i), NeighborMap.Offsets))];
        SparseStep<NetworkTensor>[] down =
        [
            .. Enumerable.Range(0, steps).Select(i => new SparseStep<NetworkTensor>(
                b.IndexInput($"parents{i}", Free(i)), b.IndexInput($"children{i}", Free(i + 1), 8), b.Input($"divisors{i}", Free(i + 1), 1))),
        ];
        return new SparseLevels<NetworkTensor>(neighbors, down, b.IndexInput("coordinates", Free(steps), 3));
    }

    public static (string Name, Tensor Value)[] Levels(VoxelPyramid pyramid, ReadOnlySpan<VoxelIndex> voxels)
    {
        var inputs = new List<(string, Tensor)>();
        for (int i = 0; i < pyramid.Neighbors.Count; i++)
        {
            inputs.Add(($"neighbors{i}", Index(pyramid.Neighbors[i].Rows.Span, pyramid.Neighbors[i].Count, NeighborMap.Offsets)));
        }

        for (int i = 0; i < pyramid.Steps.Count; i++)
        {
            DownsampleMap step = pyramid.Steps[i];
            inputs.Add(($"parents{i}", Index(step.Parents.Span, step.Count)));
            inputs.Add(($"children{i}", Index(step.Children.Span, step.CoarseCount, 8)));
            inputs.Add(($"divisors{i}", new Tensor([step.CoarseCount, 1], step.Divisors.ToArray())));
            voxels = step.Coarse.Span;
        }

        inputs.Add(("coordinates", Index(MemoryMarshal.Cast<VoxelIndex, int>(voxels), voxels.Length, 3)));
        return [.. inputs];
    }

    /// <summary>An integer tensor; the graph's declaration tells the type.</summary>
    public static Tensor Index(ReadOnlySpan<int> values, params int[] shape) => new(shape, [.. values.ToArray().Select(v => (float)v)]);

    /// <summary>The free size of a level; −1 is left to the condition tokens.</summary>
    private static long Free(int level) => -2 - level;
}

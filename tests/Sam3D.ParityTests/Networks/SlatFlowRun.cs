using System.Runtime.InteropServices;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sparse;

namespace Sam3D.ParityTests;

/// <summary>
/// The structured latent flow of a case, with the index work of its voxels: as one graph, as the official code calls it, and in the three
/// graphs of a bundle.
/// </summary>
internal sealed class SlatFlowRun : IDisposable
{
    private readonly NetworkRun _whole;
    private readonly NetworkRun _modulation;
    private readonly NetworkRun _context;
    private readonly NetworkRun _flow;
    private readonly VoxelPyramid _pyramid;
    private readonly VoxelIndex[] _voxels;
    private readonly StructuredLatentFlowConfig _config;

    public SlatFlowRun(ICheckpoint weights, StructuredLatentFlowConfig config, VoxelIndex[] voxels, GraphForm? form = null)
    {
        (_config, _voxels) = (config, voxels);
        _pyramid = new VoxelPyramid(config.IoBlockChannels.Count);
        _pyramid.Build(voxels);
        _whole = NetworkRun.Record(weights, b => RecordWhole(b, config), form);
        _modulation = NetworkRun.Record(weights, b => RefinementGraphs.RecordModulation(b, config), form);
        _context = NetworkRun.Record(weights, b => RefinementGraphs.RecordContext(b, config), form);
        _flow = NetworkRun.Record(weights, b => RefinementGraphs.RecordFlow(b, config), form);
    }

    /// <summary>The velocity from the whole graph.</summary>
    public float[] Velocity(ReadOnlySpan<float> x, float scaledTime, Tensor condition) => _whole.Run(
    [
        ("x", new Tensor([_voxels.Length, _config.InChannels], x.ToArray())),
        ("t", new Tensor([1], [scaledTime])),
        ("condition", Rows(condition)),
        .. Levels(_pyramid, _voxels),
    ])["velocity"];

    /// <summary>The modulation of several times, one row a time.</summary>
    public Tensor Modulate(params float[] scaledTimes)
    {
        float[] values = _modulation.Run(("t", new Tensor([scaledTimes.Length], scaledTimes)))["modulation"];
        return new Tensor([scaledTimes.Length, values.Length / scaledTimes.Length], values);
    }

    /// <summary>Keys and values of a condition by name.</summary>
    public (string Name, Tensor Value)[] Context(Tensor condition) =>
    [
        .. _context.Run(("condition", Rows(condition))).Select(o => (o.Key, new Tensor([1, condition.Shape[^2], _config.ModelChannels], o.Value))),
    ];

    /// <summary>The velocity from one row of the modulation, and keys and values.</summary>
    public float[] Velocity(ReadOnlySpan<float> x, float[] modulation, (string Name, Tensor Value)[] context) => _flow.Run(
    [
        ("x", new Tensor([_voxels.Length, _config.InChannels], x.ToArray())),
        ("modulation", new Tensor([modulation.Length], modulation)),
        .. context,
        .. Levels(_pyramid, _voxels),
    ])["velocity"];

    public void Dispose()
    {
        _whole.Dispose();
        _modulation.Dispose();
        _context.Dispose();
        _flow.Dispose();
    }

    private static void RecordWhole(NetworkBuilder b, StructuredLatentFlowConfig config)
    {
        NetworkTensor x = b.Input("x", RefinementGraphs.Level, config.InChannels), t = b.Input("t", 1);
        NetworkTensor condition = b.Input("condition", RefinementGraphs.Tokens, config.ConditionChannels);
        SparseLevels<NetworkTensor> levels = RefinementGraphs.DeclareLevels(b, config.IoBlockChannels.Count);
        ParameterScope<NetworkTensor> backbone = new ParameterScope<NetworkTensor>(b.Ops)["reverse_fn.backbone"];
        b.Output(
            "velocity", StructuredLatentFlow.Apply(backbone, config, x, t, null, condition, levels), RefinementGraphs.Level, config.OutChannels);
    }

    private static Tensor Rows(Tensor tokens) => new([tokens.Shape[^2], tokens.Shape[^1]], tokens.Values);

    public static (string Name, Tensor Value)[] Levels(VoxelPyramid pyramid, ReadOnlySpan<VoxelIndex> voxels)
    {
        var inputs = new List<(string, Tensor)>();
        for (int i = 0; i < pyramid.Neighbors.Count; i++)
        {
            inputs.Add(($"neighbors.{i}", Index(pyramid.Neighbors[i].Rows.Span, pyramid.Neighbors[i].Count, NeighborMap.Offsets)));
        }

        for (int i = 0; i < pyramid.Steps.Count; i++)
        {
            DownsampleMap step = pyramid.Steps[i];
            inputs.Add(($"parents.{i}", Index(step.Parents.Span, step.Count)));
            inputs.Add(($"children.{i}", Index(step.Children.Span, step.CoarseCount, 8)));
            inputs.Add(($"divisors.{i}", new Tensor([step.CoarseCount, 1], step.Divisors.ToArray())));
            voxels = step.Coarse.Span;
        }

        inputs.Add(("coordinates", Index(MemoryMarshal.Cast<VoxelIndex, int>(voxels), voxels.Length, 3)));
        return [.. inputs];
    }

    /// <summary>An integer tensor; the graph's declaration tells the type.</summary>
    public static Tensor Index(ReadOnlySpan<int> values, params int[] shape) => new(shape, [.. values.ToArray().Select(v => (float)v)]);
}

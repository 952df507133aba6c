using BenchmarkDotNet.Attributes;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sessions;
using Sam3D.TestKit.Counting;
using TorchSharp;

namespace Sam3D.Benchmarks;

/// <summary>
/// One guided step of the geometry flow at released size, conditional and unconditional branch, with one and three of its blocks: the official arithmetic
/// executed eagerly by libtorch, in two calls without any savings, and the graph of a bundle on ONNX Runtime, in float32 and with 8-bit weights.
/// </summary>
[Rates("GFLOP/s")]
public class GuidedStepBenchmark : ICountedBenchmark
{
    private const double OperationsPerMultiplyAdd = 2;
    private const float Strength = 7;

    private BoundGraph? _graph;
    private TorchNetwork? _rival;

    public static IEnumerable<int> BlockCounts => BenchmarkRun.IsSmoke ? [1] : [1, 3];

    [ParamsSource(nameof(BlockCounts))]
    public int Blocks { get; set; }

    /// <summary>What each side really executes.</summary>
    double ICountedBenchmark.WorkOf(string method) => OperationsPerMultiplyAdd * (method == nameof(Libtorch)
        ? 2 * FlowCounts.Plain(ReleasedNetworks.Geometry(Blocks), 1).MultiplyAdds
        : FlowCounts.Evaluation(ReleasedNetworks.Geometry(Blocks), 2).MultiplyAdds);

    [GlobalSetup(Target = nameof(Libtorch))]
    public void SetUpLibtorch()
    {
        GeometryFlowConfig config = ReleasedNetworks.Geometry(Blocks);
        _rival = new TorchNetwork(
            Weights(config),
            ProcessorCores.Usable,
            (ops, inputs) => GeometryFlow.Apply(
                new ParameterScope<torch.Tensor>(ops)["reverse_fn.backbone"], config, [.. inputs.SkipLast(3)], inputs[^3], inputs[^2], inputs[^1]),
            [.. config.Latents.Select(l => (long[])[1, l.Tokens, l.Channels]), [1], [1], [1, config.ConditionTokens, config.ConditionChannels]]);
    }

    [GlobalSetup(Target = nameof(Float32))]
    public void SetUpFloat32() => Record(GraphPrecision.Float32);

    [GlobalSetup(Target = nameof(Int8))]
    public void SetUpInt8() => Record(GraphPrecision.Int8);

    [GlobalCleanup]
    public void CleanUp()
    {
        _graph?.Dispose();
        _rival?.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Libtorch() => _rival!.GuidedStep(Strength);

    [Benchmark]
    public void Float32() => _graph!.Run();

    [Benchmark]
    public void Int8() => _graph!.Run();

    private void Record(GraphPrecision precision)
    {
        GeometryFlowConfig config = ReleasedNetworks.Geometry(Blocks);
        var builder = new OnnxGraphBuilder("geometry flow", Weights(config), precision);
        GeometryGraphs.RecordFlow(builder, config);
        _graph = new BoundGraph(
            builder, ProcessorCores.Usable, config.Latents.SelectMany(l => (string[])["x." + l.Name, "v." + l.Name]).ToDictionary(name => (name, 0), _ => 2L));
    }

    private static RandomCheckpoint Weights(GeometryFlowConfig config)
    {
        var counter = new ShapeOps();
        GeometryFlow.Apply(
            new ParameterScope<TensorShape>(counter)["reverse_fn.backbone"],
            config,
            [.. config.Latents.Select(l => new TensorShape(1, l.Tokens, l.Channels))],
            new TensorShape(1L),
            new TensorShape(1L),
            new TensorShape(1, config.ConditionTokens, config.ConditionChannels));
        return new RandomCheckpoint(counter);
    }
}

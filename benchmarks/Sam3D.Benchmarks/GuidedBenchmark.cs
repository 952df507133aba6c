using BenchmarkDotNet.Attributes;
using Sam3D.Bundles;

namespace Sam3D.Benchmarks;

/// <summary>
/// A guided step of a flow with one and three of its blocks at released size, conditional and unconditional branch: the official arithmetic executed eagerly by libtorch, in two
/// calls without any savings, and the graph of a bundle on ONNX Runtime, in float32 and with 8-bit weights.
/// </summary>
public abstract class GuidedBenchmark : ICountedBenchmark
{
    private const double OperationsPerMultiplyAdd = 2;

    private BoundGraph? _graph;
    private TorchNetwork? _rival;

    public static IEnumerable<int> BlockCounts => BenchmarkRun.IsSmoke ? [1] : [1, 3];

    [ParamsSource(nameof(BlockCounts))]
    public int Blocks { get; set; }

    /// <summary>Strength of the guidance.</summary>
    private protected abstract float Strength { get; }

    /// <summary>Multiply-adds of both branches as libtorch executes them.</summary>
    private protected abstract long PlainWork { get; }

    /// <summary>Multiply-adds of both branches as the graph executes them.</summary>
    private protected abstract long GraphWork { get; }

    /// <summary>What each side really executes.</summary>
    double ICountedBenchmark.WorkOf(string method) => OperationsPerMultiplyAdd * (method == nameof(Libtorch) ? PlainWork : GraphWork);

    [GlobalSetup(Target = nameof(Libtorch))]
    public void SetUpLibtorch() => _rival = CreateRival();

    [GlobalSetup(Target = nameof(Float32))]
    public void SetUpFloat32() => _graph = CreateGraph(GraphPrecision.Float32);

    [GlobalSetup(Target = nameof(Int8))]
    public void SetUpInt8() => _graph = CreateGraph(GraphPrecision.Int8);

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

    /// <summary>The network on libtorch.</summary>
    private protected abstract TorchNetwork CreateRival();

    /// <summary>The network on ONNX Runtime.</summary>
    private protected abstract BoundGraph CreateGraph(GraphPrecision precision);
}

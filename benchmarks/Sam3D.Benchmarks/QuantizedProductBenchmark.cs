using BenchmarkDotNet.Attributes;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Sessions;

namespace Sam3D.Benchmarks;

/// <summary>
/// The linear layers of the released geometry flow over 4096 tokens, in float32, in float16, and with 8-bit weights in blocks of several sizes. Widths are those of the release; the
/// graphs come from the builder that converts checkpoints.
/// </summary>
[Rates("GFLOP/s")]
public class QuantizedProductBenchmark : ICountedBenchmark
{
    private const double OperationsPerMultiplyAdd = 2;

    private BoundGraph? _graph;

    public static IEnumerable<string> Sizes => BenchmarkRun.IsSmoke ? ["256x256x256"] : ["4096x1024x4096", "4096x4096x1024", "4096x1024x3072"];

    /// <summary>Rows × inner × columns.</summary>
    [ParamsSource(nameof(Sizes))]
    public string Size { get; set; } = "";

    double ICountedBenchmark.WorkOf(string method) => OperationsPerMultiplyAdd * Parse().Aggregate(1.0, (a, b) => a * b);

    [GlobalSetup(Target = nameof(Single))]
    public void SetUpSingle() => Create(GraphPrecision.Float32);

    [GlobalSetup(Target = nameof(Half))]
    public void SetUpHalf() => Create(GraphPrecision.Float16);

    [GlobalSetup(Target = nameof(Blocks32))]
    public void SetUpBlocks32() => Create(GraphPrecision.Int8, 32);

    [GlobalSetup(Target = nameof(Blocks64))]
    public void SetUpBlocks64() => Create(GraphPrecision.Int8, 64);

    [GlobalSetup(Target = nameof(Blocks128))]
    public void SetUpBlocks128() => Create(GraphPrecision.Int8, 128);

    [GlobalSetup(Target = nameof(Blocks256))]
    public void SetUpBlocks256() => Create(GraphPrecision.Int8, 256);

    [GlobalCleanup]
    public void CleanUp() => _graph?.Dispose();

    [Benchmark(Baseline = true)]
    public void Single() => _graph!.Run();

    [Benchmark]
    public void Half() => _graph!.Run();

    [Benchmark]
    public void Blocks32() => _graph!.Run();

    [Benchmark]
    public void Blocks64() => _graph!.Run();

    [Benchmark]
    public void Blocks128() => _graph!.Run();

    [Benchmark]
    public void Blocks256() => _graph!.Run();

    private long[] Parse() => [.. Size.Split('x').Select(s => long.Parse(s, System.Globalization.CultureInfo.InvariantCulture))];

    private void Create(GraphPrecision precision, int block = 32)
    {
        long[] size = Parse();
        var network = new ShapeOps();
        network.Parameter("weight", size[2], size[1]);
        var builder = new OnnxGraphBuilder("linear layer", RandomWeights.For(network), precision) { Int8 = new Int8Layout { BlockSize = block, MinElements = 0 } };
        GraphValue x = builder.Input("x", size[0], size[1]);
        builder.Output("y", builder.Linear(x, builder.Parameter("weight", size[2], size[1]), null), size[0], size[2]);
        _graph = new BoundGraph(builder, ProcessorCores.Usable);
    }
}

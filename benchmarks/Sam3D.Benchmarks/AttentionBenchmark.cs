using BenchmarkDotNet.Attributes;
using Sam3D.Conversion;
using TorchSharp;

namespace Sam3D.Benchmarks;

/// <summary>
/// The two operations that the large networks spend their time in, at the sizes of the released geometry flow, on ONNX Runtime and on libtorch: a linear layer, and the attention
/// of the shape tokens to the condition tokens.
/// </summary>
[Rates("GFLOP/s", nameof(TorchProduct))]
public class AttentionBenchmark : ICountedBenchmark
{
    private const double OperationsPerMultiplyAdd = 2;
    private const string ProductMark = "Product";

    private BoundGraph? _graph;
    private torch.Tensor[] _tensors = [];

    [ParamsSource(typeof(BenchmarkRun), nameof(BenchmarkRun.ThreadCounts))]
    public int Threads { get; set; }

    private static int Queries => BenchmarkRun.IsSmoke ? 64 : 4096;

    private static int Keys => BenchmarkRun.IsSmoke ? 96 : 7528;

    private static int Heads => BenchmarkRun.IsSmoke ? 2 : 16;

    private static int Width => 64 * Heads;

    double ICountedBenchmark.WorkOf(string method) => OperationsPerMultiplyAdd * (method.EndsWith(ProductMark, StringComparison.Ordinal)
        ? LargeProduct.Size.MultiplyAdds
        : 2.0 * Queries * Keys * Width);

    [GlobalSetup(Target = nameof(OnnxProduct))]
    public void SetUpOnnxProduct() => _graph = LargeProduct.Create(Threads);

    [GlobalSetup(Target = nameof(OnnxAttention))]
    public void SetUpOnnxAttention()
    {
        var builder = new OnnxGraphBuilder("attention", RandomWeights.None);
        GraphValue q = builder.Input("q", 1, Queries, Width), k = builder.Input("k", 1, Keys, Width), v = builder.Input("v", 1, Keys, Width);
        builder.Output("y", builder.Attention(q, k, v, Heads), 1, Queries, Width);
        _graph = new BoundGraph(builder, Threads);
    }

    [GlobalSetup(Target = nameof(TorchProduct))]
    public void SetUpTorchProduct()
    {
        MatrixProduct size = LargeProduct.Size;
        _tensors = [Normal(0, size.Rows, size.Inner), Normal(1, size.Columns, size.Inner)]; // a weight is [out, in]
        torch.set_num_threads(Threads);
    }

    [GlobalSetup(Target = nameof(TorchAttention))]
    public void SetUpTorchAttention()
    {
        int heads = Heads, dim = Width / Heads;
        _tensors = [.. new[] { Queries, Keys, Keys }.Select((tokens, i) => Normal((uint)i, 1, tokens, heads, dim).transpose(1, 2))];
        torch.set_num_threads(Threads);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _graph?.Dispose();
        foreach (torch.Tensor tensor in _tensors)
        {
            tensor.Dispose();
        }
    }

    [Benchmark]
    public void OnnxProduct() => _graph!.Run();

    [Benchmark(Baseline = true)]
    public void TorchProduct()
    {
        using IDisposable plain = torch.no_grad();
        torch.nn.functional.linear(_tensors[0], _tensors[1]).Dispose();
    }

    [Benchmark]
    public void OnnxAttention() => _graph!.Run();

    [Benchmark]
    public void TorchAttention()
    {
        using IDisposable plain = torch.no_grad();
        torch.nn.functional.scaled_dot_product_attention(_tensors[0], _tensors[1], _tensors[2]).Dispose();
    }

    private static torch.Tensor Normal(uint stream, params long[] shape) =>
        torch.tensor(RandomValues.Normal(checked((int)shape.Aggregate(1L, (a, b) => a * b)), stream), shape);
}

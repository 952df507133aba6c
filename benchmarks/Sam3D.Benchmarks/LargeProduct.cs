using Sam3D.Conversion;

namespace Sam3D.Benchmarks;

/// <summary>One large matrix product with a constant right side on ONNX Runtime: the rate that this machine can reach.</summary>
internal static class LargeProduct
{
    /// <summary>4096 × 1024 × 4096.</summary>
    public static MatrixProduct Size { get; } = BenchmarkRun.IsSmoke
        ? new MatrixProduct(1, 64, 64, 64, HasConstantSide: true)
        : new MatrixProduct(1, 4096, 1024, 4096, HasConstantSide: true);

    public static BoundGraph Create(int threads) => new(MatrixProductGraph.Record([Size]), threads);
}

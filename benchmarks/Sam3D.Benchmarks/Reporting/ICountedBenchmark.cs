namespace Sam3D.Benchmarks;

/// <summary>A benchmark that knows how much work its methods do, from which <see cref="RateColumn"/> computes rates.</summary>
internal interface ICountedBenchmark
{
    /// <summary>Work of one call with the parameters that are set: bytes moved, or floating-point operations.</summary>
    double WorkOf(string method);
}

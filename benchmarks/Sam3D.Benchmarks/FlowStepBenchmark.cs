using BenchmarkDotNet.Attributes;
using Sam3D.Tensors;

namespace Sam3D.Benchmarks;

/// <summary>
/// The Euler step with guidance, x += dt · ((1+s)·c − s·u), on one thread: three reads and one write an element. The copy, also on one thread, moves the same total of
/// bytes, half read and half written.
/// </summary>
[Rates("GB/s", nameof(Copy))]
public class FlowStepBenchmark : ICountedBenchmark
{
    private const double PassesPerArray = 4.0; // x, c and u are read, x is written
    private const int Mebibyte = 1024 * 1024;
    private const float Strength = 7f;

    // So small that the state stays what it was, however often the step is repeated.
    private const float Step = 1e-12f;

    private float[] _x = [], _conditional = [], _unconditional = [], _source = [], _target = [];

    public static IEnumerable<int> Sizes => BenchmarkRun.IsSmoke ? [1] : [64, 256];

    /// <summary>Size of each of the three arrays in MiB.</summary>
    [ParamsSource(nameof(Sizes))]
    public int ArrayMiB { get; set; }

    double ICountedBenchmark.WorkOf(string method) => PassesPerArray * ArrayMiB * Mebibyte;

    [GlobalSetup]
    public void Setup()
    {
        int length = ArrayMiB * (Mebibyte / sizeof(float));
        (_x, _conditional, _unconditional) =
            (RandomValues.Uniform(length, 0), RandomValues.Uniform(length, 1), RandomValues.Uniform(length, 2));
        (_source, _target) = (RandomValues.Uniform(2 * length, 3), RandomValues.Uniform(2 * length, 4));
    }

    [Benchmark(Baseline = true)]
    public void PlainLoop() => TensorMath.AdvanceGuidedReference(_x, _conditional, _unconditional, Strength, Step, _x);

    [Benchmark]
    public void Simd() => TensorMath.AdvanceGuided(_x, _conditional, _unconditional, Strength, Step, _x);

    [Benchmark]
    public void Copy() => _source.AsSpan().CopyTo(_target);
}

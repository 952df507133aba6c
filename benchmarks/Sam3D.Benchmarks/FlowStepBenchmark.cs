using BenchmarkDotNet.Attributes;
using Sam3D.Tensors;

namespace Sam3D.Benchmarks;

/// <summary>
/// The Euler step with guidance, x += dt · ((1+s)·c − s·u), on one thread: three reads and one write an element. The copy, also on one thread, moves the same total of
/// bytes, half read and half written.
/// </summary>
[Bandwidth(nameof(Copy))]
public class FlowStepBenchmark
{
    private const double PassesPerArray = 4.0; // x, c and u are read, x is written
    private const double Mebibyte = 1024 * 1024;
    private const float Strength = 7f;

    // So small that the state stays what it was, however often the step is repeated.
    private const float Step = 1e-12f;

    private float[] _x = [], _conditional = [], _unconditional = [], _source = [], _target = [];

    /// <summary>Size of each of the three arrays in MiB.</summary>
    [Params(64, 256)]
    public int ArrayMiB { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int length = ArrayMiB * (int)Mebibyte / sizeof(float);
        (_x, _conditional, _unconditional) = (Uniform(length, 0), Uniform(length, 1), Uniform(length, 2));
        (_source, _target) = (Uniform(2 * length, 3), Uniform(2 * length, 4));
    }

    [Benchmark(Baseline = true)]
    [BytesMoved(PassesPerArray * Mebibyte, nameof(ArrayMiB))]
    public void PlainLoop() => TensorMath.AdvanceGuidedReference(_x, _conditional, _unconditional, Strength, Step, _x);

    [Benchmark]
    [BytesMoved(PassesPerArray * Mebibyte, nameof(ArrayMiB))]
    public void Simd() => TensorMath.AdvanceGuided(_x, _conditional, _unconditional, Strength, Step, _x);

    [Benchmark]
    [BytesMoved(PassesPerArray * Mebibyte, nameof(ArrayMiB))]
    public void Copy() => _source.AsSpan().CopyTo(_target);

    private static float[] Uniform(int length, uint stream)
    {
        float[] values = new float[length];
        Philox.FillUniform(values, seed: 1, stream);
        return values;
    }
}

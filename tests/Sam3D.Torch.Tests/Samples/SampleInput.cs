namespace Sam3D.Torch.Tests;

/// <summary>An input of a sample network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Shape and values.</param>
/// <param name="IsIndex">Whether the values are row numbers.</param>
internal sealed record SampleInput(string Name, Tensor Value, bool IsIndex = false)
{
    public long[] Shape => [.. Value.Shape.Select(d => (long)d)];

    public static SampleInput Normal(string name, uint stream, params int[] shape) =>
        new(name, new Tensor(shape, Benchmarks.RandomValues.Normal(shape.Aggregate(1, (a, b) => a * b), stream)));

    public static SampleInput Index(string name, ReadOnlySpan<int> values, params int[] shape) =>
        new(name, ParityTests.SlatFlowRun.Index(values, shape), IsIndex: true);
}

using BenchmarkDotNet.Attributes;

namespace Sam3D.Benchmarks;

/// <summary>Adds the rate of an <see cref="ICountedBenchmark"/>, and that rate over those of other methods of the same class.</summary>
/// <param name="unit">What 10⁹ units of work a second are called.</param>
/// <param name="references">Methods whose rates are the yardsticks.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RatesAttribute(string unit, params string[] references)
    : ColumnConfigBaseAttribute([new RateColumn(unit, null), .. references.Select(r => new RateColumn(unit, r))]);

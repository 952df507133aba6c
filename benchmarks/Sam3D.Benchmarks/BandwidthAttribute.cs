using BenchmarkDotNet.Attributes;

namespace Sam3D.Benchmarks;

/// <summary>Adds the columns of <see cref="BandwidthColumn"/> to a class.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class BandwidthAttribute(string copy)
    : ColumnConfigBaseAttribute(new BandwidthColumn(null), new BandwidthColumn(copy));

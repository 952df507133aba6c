using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Sam3D.Benchmarks;

/// <summary>Bytes read and written a second by the median time, or that rate over the rate of a memory copy of the same class.</summary>
internal sealed class BandwidthColumn(string? copy) : IColumn
{
    public string Id => nameof(BandwidthColumn) + copy;

    public string ColumnName => copy is null ? "GB/s" : "Of copy";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => copy is null ? 0 : 1;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => copy is null ? "10⁹ bytes read and written a second (median)" : $"GB/s over that of {copy}";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        double? rate = Rate(summary, benchmarkCase);
        double? reference = copy is null
            ? 1.0
            : summary.BenchmarksCases
                .Where(c => c.Descriptor.WorkloadMethod.Name == copy && c.Parameters.ValueInfo == benchmarkCase.Parameters.ValueInfo)
                .Select(c => Rate(summary, c))
                .FirstOrDefault();
        return (rate / reference)?.ToString(copy is null ? "F1" : "F2", CultureInfo.InvariantCulture) ?? "-";
    }

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;

    private static double? Rate(Summary summary, BenchmarkCase benchmarkCase)
    {
        double? nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Median;
        BytesMovedAttribute? moved = benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<BytesMovedAttribute>();
        double times = moved?.Times is null ? 1.0 : Convert.ToDouble(benchmarkCase.Parameters[moved.Times], CultureInfo.InvariantCulture);
        return moved?.Bytes * times / nanoseconds;
    }
}

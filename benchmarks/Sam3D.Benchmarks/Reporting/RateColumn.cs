using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Sam3D.Benchmarks;

/// <summary>Work a second by the median time, or that rate over the rate of another method of the same class and parameters.</summary>
internal sealed class RateColumn(string unit, string? reference) : ReportColumn
{
    public override string ColumnName => reference is null ? unit : $"Of {reference}";

    public override string Legend => reference is null ? $"{unit}, by the median" : $"{unit} over that of {reference}";

    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        double? rate = Rate(summary, benchmarkCase);
        if (reference is null)
        {
            return Text(rate, "F1");
        }

        BenchmarkCase? yardstick = summary.BenchmarksCases.FirstOrDefault(
            c => c.Descriptor.WorkloadMethod.Name == reference && c.Parameters.ValueInfo == benchmarkCase.Parameters.ValueInfo);
        return Text(rate / (yardstick is null ? null : Rate(summary, yardstick)), "F2");
    }

    private static double? Rate(Summary summary, BenchmarkCase benchmarkCase)
    {
        Type type = benchmarkCase.Descriptor.Type;
        var benchmark = (ICountedBenchmark)Activator.CreateInstance(type)!;
        foreach (ParameterInstance parameter in benchmarkCase.Parameters.Items)
        {
            type.GetProperty(parameter.Name)!.SetValue(benchmark, parameter.Value);
        }

        // 10⁹ a second is 1 a nanosecond.
        return benchmark.WorkOf(benchmarkCase.Descriptor.WorkloadMethod.Name) / summary[benchmarkCase]?.ResultStatistics?.Median;
    }
}

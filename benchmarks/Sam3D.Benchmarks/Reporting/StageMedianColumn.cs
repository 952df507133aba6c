using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Sam3D.Benchmarks;

/// <summary>The median time of one stage of a reconstruction in milliseconds, over all calls of a benchmark but the first.</summary>
internal sealed class StageMedianColumn(ReconstructionStage stage) : ReportColumn
{
    private static readonly Dictionary<string, List<IReadOnlyList<StageTiming>>> Calls = new(StringComparer.Ordinal);

    public override string ColumnName => $"{stage} ms";

    public override string Legend => $"Median time of the stage {stage} in milliseconds";

    /// <summary>Remembers a call.</summary>
    /// <param name="parameters">Which benchmark case.</param>
    /// <param name="timings">What the call took.</param>
    public static void Add(string parameters, IReadOnlyList<StageTiming> timings)
    {
        if (!Calls.TryGetValue(parameters, out List<IReadOnlyList<StageTiming>>? calls))
        {
            Calls.Add(parameters, calls = []);
        }

        calls.Add(timings);
    }

    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (!Calls.TryGetValue(benchmarkCase.Parameters.ValueInfo, out List<IReadOnlyList<StageTiming>>? calls))
        {
            return Text(null, "");
        }

        double[] times =
        [
            .. calls.Skip(Math.Min(1, calls.Count - 1)).Select(c => c.Single(t => t.Stage == stage).Elapsed.TotalMilliseconds).Order(),
        ];
        return Text(times[times.Length / 2], "F2");
    }
}

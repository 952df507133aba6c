using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Sam3D.Benchmarks;

/// <summary>Short runs in this process, so that no project is generated, restored and built beside the benchmark.</summary>
internal sealed class BenchmarkConfig : ManualConfig
{
    public BenchmarkConfig(bool isSmoke)
    {
        Job job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
        AddJob(isSmoke
            ? job.WithStrategy(RunStrategy.ColdStart).WithWarmupCount(0).WithIterationCount(1).WithId("Smoke")
            : job.WithWarmupCount(3).WithIterationCount(15).WithId("Short"));
        AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Metrics);
        AddColumn(StatisticColumn.Median, StatisticColumn.StdDev, BaselineRatioColumn.RatioMean);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        WithOptions(ConfigOptions.DisableLogFile);
    }
}

using BenchmarkDotNet.Attributes;

namespace Sam3D.Benchmarks;

/// <summary>Adds a column for each stage of a reconstruction.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class StageMediansAttribute()
    : ColumnConfigBaseAttribute([.. Enum.GetValues<ReconstructionStage>().Select(stage => new StageMedianColumn(stage))]);

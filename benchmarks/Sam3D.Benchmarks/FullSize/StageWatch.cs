using System.Diagnostics;
using System.Globalization;

namespace Sam3D.Benchmarks;

/// <summary>What one stage took.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Total">Its time, loading included.</param>
/// <param name="Steps">Time of each of its steps; the first one holds the loading.</param>
/// <param name="PeakBytes">Largest resident memory of the process during the stage; 0 where the system does not tell.</param>
internal sealed record StageMeasure(ReconstructionStage Stage, TimeSpan Total, IReadOnlyList<TimeSpan> Steps, long PeakBytes);

/// <summary>Measures time and peak memory of each stage from its progress.</summary>
internal sealed class StageWatch : IProgress<ReconstructionProgress>
{
    private readonly List<StageMeasure> _measures = [];
    private ReconstructionStage? _stage;
    private long _started, _lastReport;
    private List<TimeSpan> _steps = [];

    public IReadOnlyList<StageMeasure> Measures => _measures;

    public void Report(ReconstructionProgress value)
    {
        if (value.Stage != _stage)
        {
            Stop();
            _stage = value.Stage;
            _started = _lastReport = Stopwatch.GetTimestamp();
            _steps = [];
            return;
        }

        _steps.Add(Stopwatch.GetElapsedTime(_lastReport));
        _lastReport = Stopwatch.GetTimestamp();
        Console.Error.WriteLine($"{value.Stage} {value.Step}/{value.StepCount}, {_steps[^1].TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s");
    }

    /// <summary>Ends the last stage.</summary>
    public void Stop()
    {
        if (_stage is { } stage)
        {
            _measures.Add(new StageMeasure(stage, Stopwatch.GetElapsedTime(_started), _steps, PeakMemory.Take()));
            _stage = null;
        }
    }
}

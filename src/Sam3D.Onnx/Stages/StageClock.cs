using System.Diagnostics;

namespace Sam3D.Stages;

/// <summary>Passes progress on and measures stages: a stage lasts from its first report to the first report of the next one.</summary>
internal sealed class StageClock(IProgress<ReconstructionProgress>? inner) : IProgress<ReconstructionProgress>
{
    private readonly List<StageTiming> _timings = [];
    private ReconstructionStage? _current;
    private long _started;

    public void Report(ReconstructionProgress value)
    {
        if (value.Stage != _current)
        {
            Close();
            _current = value.Stage;
            _started = Stopwatch.GetTimestamp();
        }

        inner?.Report(value);
    }

    /// <summary>Ends the last stage.</summary>
    public IReadOnlyList<StageTiming> Stop()
    {
        Close();
        _current = null;
        return _timings;
    }

    private void Close()
    {
        if (_current is { } stage)
        {
            _timings.Add(new StageTiming(stage, Stopwatch.GetElapsedTime(_started)));
        }
    }
}

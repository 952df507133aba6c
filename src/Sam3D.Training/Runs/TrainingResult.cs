namespace Sam3D.Training;

/// <summary>How a run ended.</summary>
public sealed class TrainingResult
{
    /// <summary>Finished steps.</summary>
    public required long Step { get; init; }

    /// <summary>All steps.</summary>
    public required long StepCount { get; init; }

    /// <summary>The step from which this process went on; 0 for a new run.</summary>
    public required long ResumedFrom { get; init; }

    /// <summary>Whether the phase is complete and has delivered its model.</summary>
    public bool IsComplete => Step >= StepCount;

    /// <summary>The checkpoint folder that the phase delivers.</summary>
    public required string ModelFolder { get; init; }

    /// <summary>Trainable values.</summary>
    public required long Parameters { get; init; }

    /// <summary>The mean of each loss over the last tenth of the steps.</summary>
    public required IReadOnlyList<LossValue> FinalLosses { get; init; }

    /// <summary>Samples a second of this process.</summary>
    public required double SamplesPerSecond { get; init; }
}

namespace Sam3D.Training;

/// <summary>Training samples by number. Safe for concurrent use.</summary>
internal interface ITrainingData
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>Reads a sample.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    TrainingItem Read(int index);
}

namespace Sam3D.Training.Data;

/// <summary>Training data cannot be read or made: a damaged shard, a folder of another recipe, a photograph folder without pictures.</summary>
public sealed class TrainingDataException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public TrainingDataException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

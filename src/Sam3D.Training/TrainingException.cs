namespace Sam3D.Training;

/// <summary>A recipe, a run folder or training data cannot be used, or training went wrong.</summary>
public sealed class TrainingException : Sam3DException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line: what, where, got, expected, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public TrainingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

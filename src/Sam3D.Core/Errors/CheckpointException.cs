namespace Sam3D;

/// <summary>A checkpoint or its configuration cannot be used: damaged, foreign, hostile, or without an expected tensor.</summary>
public sealed class CheckpointException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public CheckpointException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

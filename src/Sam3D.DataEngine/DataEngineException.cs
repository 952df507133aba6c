namespace Sam3D.DataEngine;

/// <summary>A data engine cannot be used: missing, damaged, of another version, foreign, busy, or in a state that forbids what was asked for.</summary>
public sealed class DataEngineException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public DataEngineException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

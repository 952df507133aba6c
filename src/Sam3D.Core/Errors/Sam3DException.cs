namespace Sam3D;

/// <summary>
/// Base of every error that bad data (a picture, mask, checkpoint, bundle, device) can cause. The message is one line
/// that says what is wrong, where, what was expected, and what to do. Programming errors use the BCL's exceptions.
/// </summary>
public abstract class Sam3DException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    protected Sam3DException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

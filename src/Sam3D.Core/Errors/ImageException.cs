namespace Sam3D;

/// <summary>A picture file cannot be used: missing, truncated, too large, or of a pixel format that is not read.</summary>
public sealed class ImageException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public ImageException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

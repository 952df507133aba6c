namespace Sam3D;

/// <summary>A file of Gaussians cannot be used: missing, truncated, of another format, too large, or with numbers that are not finite.</summary>
public sealed class GaussianFileException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public GaussianFileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

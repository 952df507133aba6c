namespace Sam3D;

/// <summary>A download cannot be done: no access, no such file, no connection, no room, or a server that breaks its word.</summary>
public sealed class DownloadException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public DownloadException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace Sam3D;

/// <summary>A model bundle cannot be used: missing, damaged (SHA-256), of another version, or inconsistent.</summary>
public sealed class BundleException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public BundleException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

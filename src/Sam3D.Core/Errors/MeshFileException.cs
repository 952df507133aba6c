namespace Sam3D;

/// <summary>A mesh file cannot be used: missing, damaged, larger than the limits, or of a form that is not read.</summary>
public sealed class MeshFileException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public MeshFileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

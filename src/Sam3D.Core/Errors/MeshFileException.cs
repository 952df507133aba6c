namespace Sam3D;

/// <summary>A mesh file cannot be read: missing, damaged, too large, of an unknown format, or one that names files outside of its folder.</summary>
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

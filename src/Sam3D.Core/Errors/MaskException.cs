namespace Sam3D;

/// <summary>A mask cannot be used: empty, of another size than its picture, or of a format that is not read.</summary>
public sealed class MaskException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public MaskException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

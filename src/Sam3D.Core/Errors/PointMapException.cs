namespace Sam3D;

/// <summary>A point map cannot be used: of another size than promised, or without any finite point.</summary>
public sealed class PointMapException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public PointMapException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

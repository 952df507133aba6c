namespace Sam3D;

/// <summary>Something cannot be scored: a mesh without surface, a mesh file that cannot be read, a folder without cases, preferences that compare nothing.</summary>
public sealed class EvaluationException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public EvaluationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

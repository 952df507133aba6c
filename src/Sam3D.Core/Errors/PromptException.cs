namespace Sam3D;

/// <summary>A segmenter was given a prompt of a kind that it does not understand.</summary>
public sealed class PromptException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public PromptException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

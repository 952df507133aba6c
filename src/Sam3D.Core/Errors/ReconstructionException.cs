namespace Sam3D;

/// <summary>A picture and mask were read, but no object came out of them (for example no voxel is occupied).</summary>
public sealed class ReconstructionException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public ReconstructionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

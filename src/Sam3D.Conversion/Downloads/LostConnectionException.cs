namespace Sam3D.Conversion;

/// <summary>A failure that another attempt may mend.</summary>
/// <param name="failure">What happened, as a part of a sentence.</param>
/// <param name="remedy">What to do when it does not mend.</param>
/// <param name="wait">How long the server asks to wait.</param>
/// <param name="inner">The cause.</param>
internal sealed class LostConnectionException(string failure, string remedy, TimeSpan? wait = null, Exception? inner = null) : Exception(failure, inner)
{
    /// <summary>What to do when it does not mend.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? Wait { get; } = wait;
}

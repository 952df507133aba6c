namespace Sam3D.Conversion;

/// <summary>Counts the failures of one listing or file, waits between attempts, and gives up.</summary>
/// <param name="what">What is fetched, for messages.</param>
/// <param name="options">How often and how long.</param>
internal sealed class Retries(string what, DownloadOptions options)
{
    private const long Step = 1 << 20;
    private const int LongestDoubling = 5;

    private long _reached;
    private int _failures;

    /// <summary>Waits before the next attempt.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="bytes">
    /// How far the attempts got. Only a mebibyte beyond the furthest point so far counts as progress, so that a server which begins anew each time
    /// cannot keep a download going for ever.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DownloadException">That was the last attempt, or the server asks for too long a wait.</exception>
    public async Task WaitAsync(LostConnectionException failure, long bytes, CancellationToken cancellationToken)
    {
        if (bytes >= _reached + Step)
        {
            (_reached, _failures) = (bytes, 0);
        }

        _failures++;
        var longest = TimeSpan.FromSeconds(options.Limits.MaxWaitSeconds);
        if (failure.Wait > longest)
        {
            throw new DownloadException(
                $"{what}: {failure.Message}, and the server asks to wait {failure.Wait.Value.TotalSeconds:0} s; run the command again then. What is there is kept.", failure);
        }

        TimeSpan doubled = options.RetryDelay * Math.Pow(2, Math.Min(_failures - 1, LongestDoubling));
        TimeSpan wait = failure.Wait ?? (doubled < longest ? doubled : longest);

        if (_failures >= options.Limits.MaxAttempts)
        {
            string kept = bytes > 0 ? $" The {bytes} bytes that are there are kept." : "";
            throw new DownloadException($"{what}: {failure.Message}, {_failures} times in a row; {failure.Remedy}.{kept}", failure);
        }

        await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
    }
}

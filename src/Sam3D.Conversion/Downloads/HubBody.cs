namespace Sam3D.Conversion;

/// <summary>The content of an answer, whose failures are <see cref="LostConnectionException"/>s.</summary>
/// <param name="hub">How long it may be silent.</param>
/// <param name="response">The answer; not owned.</param>
/// <param name="host">Who sends it, for messages.</param>
/// <param name="size">What it should have, for messages.</param>
internal sealed class HubBody(HubClient hub, HttpResponseMessage response, string host, long size) : IAsyncDisposable
{
    private Stream? _stream;

    /// <summary>Reads some bytes.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="count">Most bytes, at least 1.</param>
    /// <param name="position">Bytes so far, for messages.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The number of bytes; 0 at the end.</returns>
    public async Task<int> ReadAsync(byte[] buffer, int count, long position, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(hub.Silence);
        try
        {
            _stream ??= await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
            return await _stream.ReadAsync(buffer.AsMemory(0, count), silence.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw HubErrors.Silent(host, (int)hub.Silence.TotalSeconds, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw HubErrors.CutShort(host, position, size, e);
        }
    }

    public ValueTask DisposeAsync() => _stream?.DisposeAsync() ?? ValueTask.CompletedTask;
}

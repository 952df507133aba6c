namespace Sam3D.Conversion;

/// <summary>A small answer, read whole.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Link">Its header <c>Link</c>.</param>
internal sealed record HubAnswer(byte[] Content, string? Link)
{
    private const int Chunk = 1 << 14;

    /// <summary>Reads an answer of bounded size, in several attempts where it must be.</summary>
    /// <param name="hub">Whom to ask.</param>
    /// <param name="options">How often.</param>
    /// <param name="request">What.</param>
    /// <param name="limit">Most bytes.</param>
    /// <param name="tooLarge">The error for more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<HubAnswer> ReadAsync(
        HubClient hub, DownloadOptions options, HubRequest request, int limit, Func<DownloadException> tooLarge, CancellationToken cancellationToken)
    {
        var retries = new Retries(request.Subject, options);
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await hub.GetAsync(request, cancellationToken).ConfigureAwait(false);
                if (response.StatusCode != System.Net.HttpStatusCode.OK)
                {
                    throw HubErrors.Of(response, request, options, isHub: true, request.Address.Host);
                }

                byte[] content = await ReadAsync(hub, response, request.Address.Host, limit, tooLarge, cancellationToken).ConfigureAwait(false);
                return new HubAnswer(content, response.Headers.TryGetValues("Link", out IEnumerable<string>? links) ? string.Join(", ", links) : null);
            }
            catch (LostConnectionException e)
            {
                await retries.WaitAsync(e, 0, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<byte[]> ReadAsync(
        HubClient hub, HttpResponseMessage response, string host, int limit, Func<DownloadException> tooLarge, CancellationToken cancellationToken)
    {
        long? declared = response.Content.Headers.ContentLength;
        if (declared > limit)
        {
            throw tooLarge();
        }

        using var content = new MemoryStream();
        await using var body = new HubBody(hub, response, host, declared ?? limit);
        byte[] buffer = new byte[Chunk];
        while (await body.ReadAsync(buffer, (int)Math.Min(buffer.Length, limit - content.Length + 1), content.Length, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            content.Write(buffer, 0, read);
            if (content.Length > limit)
            {
                throw tooLarge();
            }
        }

        return content.ToArray();
    }
}

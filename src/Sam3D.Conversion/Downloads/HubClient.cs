using System.Net;
using System.Net.Http.Headers;

namespace Sam3D.Conversion;

/// <summary>Asks one hub. Follows redirects itself, so that the token goes to the hub alone and every address is checked.</summary>
internal sealed class HubClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    private readonly DownloadOptions _options;
    private readonly HttpClient _client;
    private volatile bool _hasAnswered;

    public HubClient(DownloadOptions options)
    {
        _options = options;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,

            // What goes to this machine must not take a way around it.
            UseProxy = !options.Endpoint.IsLoopback,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The longest time without a byte.</summary>
    public TimeSpan Silence => TimeSpan.FromSeconds(_options.Limits.MaxSilenceSeconds);

    /// <summary>The address of a page of the hub.</summary>
    public Uri Address(string path) => new(_options.Endpoint.AbsoluteUri.TrimEnd('/') + path);

    /// <summary>Asks, and follows redirects.</summary>
    /// <returns>An answer of status 200, 206 or 416, to be disposed, whose content is not yet read.</returns>
    /// <exception cref="DownloadException">The hub refuses, or breaks a rule.</exception>
    /// <exception cref="LostConnectionException">Another attempt may do better.</exception>
    public async Task<HttpResponseMessage> GetAsync(HubRequest request, CancellationToken cancellationToken)
    {
        Uri address = request.Address;
        for (int redirects = 0; ; redirects++)
        {
            bool isHub = HubPath.IsSameServer(address, _options.Endpoint);
            HttpResponseMessage response = await SendAsync(request, address, isHub, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return response;
            }

            using (response)
            {
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                {
                    throw HubErrors.Of(response, request, _options, isHub, address.Host);
                }

                address = Follow(address, response.Headers.Location, request);
            }

            if (redirects == _options.Limits.MaxRedirects)
            {
                throw new DownloadException(
                    $"{request.Subject}: redirected more than {_options.Limits.MaxRedirects} times; the server is set up wrongly: try another --endpoint.");
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HubRequest request, Uri address, bool isHub, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, address);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(new ProductHeaderValue("sam3d")));
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (isHub && _options.Token is { } token)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (request.From > 0)
        {
            message.Headers.Range = new RangeHeaderValue(request.From, null);
            message.Headers.IfRange = request.Tag is null ? null : new RangeConditionHeaderValue(request.Tag);
        }

        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(Silence);
        try
        {
            HttpResponseMessage response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            _hasAnswered = true;
            return response;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw HubErrors.Silent(address.Host, _options.Limits.MaxSilenceSeconds, e);
        }
        catch (HttpRequestException e)
        {
            // Where nothing was ever reached there is no use in waiting.
            LostConnectionException lost = HubErrors.Unreachable(address.Host, e);
            throw _hasAnswered || e.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
                ? lost
                : new DownloadException($"{request.Subject}: {lost.Message}; {lost.Remedy}.", e);
        }
    }

    private Uri Follow(Uri from, Uri? location, HubRequest request)
    {
        if (location is null || !Uri.TryCreate(from, location, out Uri? to))
        {
            throw new DownloadException($"{request.Subject}: {from.Host} redirects to no address; the server is set up wrongly: try another --endpoint.");
        }

        // Queries hold signatures, so messages name hosts only.
        return HubPath.IsSafe(to, allowsLoopback: _options.Endpoint.IsLoopback) && to.UserInfo.Length == 0
            ? to
            : throw new DownloadException(
                $"{request.Subject}: {from.Host} redirects to {Wording.Quote($"{to.Scheme}://{to.Host}")}, expected an address of https; do not use this endpoint.");
    }
}

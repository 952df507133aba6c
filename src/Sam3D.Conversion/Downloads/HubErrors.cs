using System.Net;

namespace Sam3D.Conversion;

/// <summary>What the hub's answers mean, and what to do about them.</summary>
internal static class HubErrors
{
    private const string Network = "check the network, the proxy (HTTPS_PROXY) and the endpoint, then run the command again: it goes on where it stopped";
    private const string Later = "run the command again later: it goes on where it stopped";

    /// <summary>The error for an answer that holds no content.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="options">As whom.</param>
    /// <param name="isHub">Whether the hub answered, and not a server that it redirected to.</param>
    /// <param name="host">Who answered.</param>
    public static Exception Of(HttpResponseMessage response, HubRequest request, DownloadOptions options, bool isHub, string host)
    {
        int status = (int)response.StatusCode;
        string hub = options.Endpoint.AbsoluteUri.TrimEnd('/');
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            string remedy = options.Token is null ? "set HF_TOKEN, for whoever signs in may ask more often, or wait some minutes" : "wait some minutes and run the command again";
            return new LostConnectionException($"{host} gets too many requests from here (429)", remedy, response.Headers.RetryAfter?.Delta);
        }

        // Addresses that the hub signs for its file store run out; a new attempt asks for a new one.
        if (status >= 500 || response.StatusCode == HttpStatusCode.RequestTimeout || !isHub)
        {
            return new LostConnectionException($"{host} answers with status {status}", Later, response.Headers.RetryAfter?.Delta);
        }

        string code = response.Headers.TryGetValues("X-Error-Code", out IEnumerable<string>? codes) ? codes.First() : "";
        return new DownloadException(response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when options.Token is null =>
                $"{request.Subject} needs an access token (401); accept the licence at {hub}/{request.Repository}, make a token of type Read at {hub}/settings/tokens, and set it as HF_TOKEN.",
            HttpStatusCode.Unauthorized =>
                $"{host} does not take the access token for {request.Subject} (401); make a new one of type Read at {hub}/settings/tokens, and set it as HF_TOKEN.",
            HttpStatusCode.Forbidden =>
                $"{request.Subject} is not open to this account (403); open {hub}/{request.Repository}, accept the licence and wait until access is granted; a fine-grained token also needs "
                + "the right to read gated repositories.",
            HttpStatusCode.NotFound => NotFound(request, code, hub),
            _ => $"{request.Subject}: {host} answers with status {status}, expected 200; check the endpoint.",
        });
    }

    /// <summary>The error for a server that says nothing.</summary>
    public static LostConnectionException Silent(string host, int seconds, Exception inner) => new($"{host} sends nothing for {seconds} s", Network, inner: inner);

    /// <summary>The error for a server that cannot be reached.</summary>
    public static LostConnectionException Unreachable(string host, HttpRequestException error) => new(
        error.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => $"{host} cannot be found; there may be no network",
            HttpRequestError.SecureConnectionError => $"{host} has no certificate that is trusted here",
            HttpRequestError.ConnectionError => $"{host} cannot be reached",
            _ => $"the connection to {host} is lost",
        },
        Network,
        inner: error);

    /// <summary>The error for a connection that ends before the file does.</summary>
    public static LostConnectionException CutShort(string host, long bytes, long size, Exception? inner = null) =>
        new($"the connection to {host} ends after {bytes} of {size} bytes", Network, inner: inner);

    private static string NotFound(HubRequest request, string code, string hub)
    {
        string repository = $"{hub} has no repository {request.Repository} (404), or it is private; check the name, or set HF_TOKEN";
        string revision = $"{request.Repository} has no revision {request.Revision} (404); check --revision";
        return code switch
        {
            "RepoNotFound" => $"{repository}.",
            "RevisionNotFound" => $"{revision}.",
            _ when request.File is not null => $"{request.Repository} has no file {request.File} at {request.Revision} (404); check --file and --revision.",
            _ => $"{hub} has no repository {request.Repository}, or it has no revision {request.Revision} (404); check both names, and set HF_TOKEN if it is private.",
        };
    }
}

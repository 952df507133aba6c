using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sam3D.DataEngine.Annotation;

/// <summary>
/// Lets through what the page itself asks for. Other programs of this machine do not know the token; pages of other origins are told by Host, Origin and Sec-Fetch-Site.
/// </summary>
/// <param name="token">The first segment of every path.</param>
/// <param name="port">The port that is listened on.</param>
internal sealed class RequestGuard(string token, int port)
{
    private readonly string _host = $"{IPAddress.Loopback}:{port}";

    /// <summary>What a browser is told with every answer: nothing from elsewhere, in no frame, to nobody.</summary>
    public static IReadOnlyList<(string Name, string Value)> Headers { get; } =
    [
        ("Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ];

    /// <summary>The address to open.</summary>
    public Uri Address => new($"http://{_host}/{token}/");

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="path">What follows the token and its slash.</param>
    /// <returns>A status to refuse it with; <see langword="null"/> lets it through.</returns>
    public int? Refuse(HttpRequest request, out string path)
    {
        path = "";

        // A name that somebody else made to point here (DNS rebinding) is not our host.
        if (request.Host.Value != _host)
        {
            return StatusCodes.Status403Forbidden;
        }

        string[] parts = (request.Path.Value ?? "").Split('/', 3);
        if (parts.Length < 3 || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(parts[1]), Encoding.UTF8.GetBytes(token)))
        {
            return StatusCodes.Status404NotFound;
        }

        path = parts[2];
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "none" or "same-origin"))
        {
            return StatusCodes.Status403Forbidden;
        }

        if (HttpMethods.IsGet(request.Method))
        {
            return null;
        }

        return !HttpMethods.IsPost(request.Method) ? StatusCodes.Status405MethodNotAllowed
            : request.Headers.Origin.ToString() != $"http://{_host}" ? StatusCodes.Status403Forbidden
            : request.ContentType != "application/json" ? StatusCodes.Status415UnsupportedMediaType
            : null;
    }
}

using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sam3D.DataEngine.Annotation;

namespace Sam3D.DataEngine;

/// <summary>
/// The page on which people choose: candidates side by side, turned together, chosen by key. It is served on the loopback address of this machine only, under a
/// random path, needs nothing from elsewhere, and shows nobody which model made what.
/// </summary>
/// <remarks>Judgements are stored at once. Several annotators can work at the same time, each under a name; whoever comes back goes on where they were.</remarks>
public sealed class AnnotationServer : IAsyncDisposable
{
    private const int TokenBytes = 32;
    private const int MaxConnections = 64;
    private readonly KestrelServer _server;

    private AnnotationServer(KestrelServer server, Uri address) => (_server, Address) = (server, address);

    /// <summary>The address to open in a browser. Whoever knows it can judge: it is random, and new for every server.</summary>
    public Uri Address { get; }

    /// <summary>Starts to serve.</summary>
    /// <param name="store">The store; has to stay open until the server is disposed.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <returns>The running server; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DataEngineException">The port is taken.</exception>
    public static async Task<AnnotationServer> StartAsync(
        EngineStore store, AnnotationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new AnnotationOptions();
        options.Validate();
        var settings = new KestrelServerOptions { AddServerHeader = false };
        settings.Limits.MaxRequestBodySize = DataEngineLimits.RequestBytes;
        settings.Limits.MaxConcurrentConnections = MaxConnections;
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);

        int port = options.Port;
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var handler = new LateHandler();
        settings.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        var server = new KestrelServer(Options.Create(settings), sockets, NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(handler, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            server.Dispose();
            throw new DataEngineException($"Port {port} cannot be listened on ({MessageText.OneLine(e.Message)}); name another, or 0 for a free one.", e);
        }
        catch
        {
            server.Dispose();
            throw;
        }

        string bound = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var guard = new RequestGuard(token, new Uri(bound).Port);
        handler.Set(new AnnotationHandler(store, new AnnotationQueue(store, options), guard));
        return new AnnotationServer(server, guard.Address);
    }

    /// <summary>Stops to serve, after the requests that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _server.StopAsync(patience.Token).ConfigureAwait(false);
        _server.Dispose();
    }
}

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sam3D.DataEngine.Annotation;

/// <summary>Holds requests back until the handler is known, which needs the port, which is known when the server runs.</summary>
internal sealed class LateHandler : IHttpApplication<HttpContext>
{
    private readonly TaskCompletionSource<AnnotationHandler> _handler = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the requests through.</summary>
    public void Set(AnnotationHandler handler) => _handler.SetResult(handler);

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context) =>
        await (await _handler.Task.ConfigureAwait(false)).ProcessRequestAsync(context).ConfigureAwait(false);

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }
}

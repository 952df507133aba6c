using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sam3D.DataEngine.Annotation;

/// <summary>Answers the page's requests: its own files, pictures of the store, and three calls.</summary>
/// <param name="store">The store.</param>
/// <param name="queue">What is next.</param>
/// <param name="guard">Who may ask.</param>
internal sealed class AnnotationHandler(EngineStore store, AnnotationQueue queue, RequestGuard guard)
{
    private static readonly Dictionary<string, (string Resource, string Type)> Page = new()
    {
        [""] = ("page/index.html", "text/html; charset=utf-8"),
        ["page.js"] = ("page/page.js", "text/javascript; charset=utf-8"),
        ["turntable.js"] = ("page/turntable.js", "text/javascript; charset=utf-8"),
        ["page.css"] = ("page/page.css", "text/css; charset=utf-8"),
        ["icon.svg"] = ("page/icon.svg", "image/svg+xml"),
    };

    /// <summary>Answers a request.</summary>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        foreach ((string name, string value) in RequestGuard.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (guard.Refuse(context.Request, out string path) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            await CallAsync(context, path).ConfigureAwait(false);
        }
        else
        {
            await FileAsync(context, path).ConfigureAwait(false);
        }
    }

    private async Task FileAsync(HttpContext context, string path)
    {
        if (Page.TryGetValue(path, out (string Resource, string Type) file))
        {
            context.Response.ContentType = file.Type;
            context.Response.Headers.CacheControl = "no-store";
            using Stream stream = typeof(AnnotationHandler).Assembly.GetManifestResourceStream(file.Resource)!;
            await stream.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
        else if (path.StartsWith("picture/", StringComparison.Ordinal) && store.IsPicture(path["picture/".Length..]))
        {
            try
            {
                byte[] picture = store.ReadFile(path["picture/".Length..]);
                context.Response.ContentType = "image/jpeg";
                context.Response.Headers.CacheControl = "private, max-age=86400, immutable";
                await context.Response.Body.WriteAsync(picture, context.RequestAborted).ConfigureAwait(false);
            }
            catch (DataEngineException e)
            {
                await ErrorAsync(context, StatusCodes.Status500InternalServerError, e.Message).ConfigureAwait(false);
            }
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private async Task CallAsync(HttpContext context, string path)
    {
        try
        {
            AnnotationRequest request = await JsonSerializer.DeserializeAsync(
                context.Request.Body, AnnotationJson.Default.AnnotationRequest, context.RequestAborted).ConfigureAwait(false) ?? throw new JsonException();
            AnnotationState? state = (path, request.Answer) switch
            {
                ("next", null) => queue.Next(request.Annotator),
                ("judge", { } answer) => queue.Judge(request.Annotator, answer),
                ("undo", null) => queue.Undo(request.Annotator),
                _ => null,
            };
            if (state is null)
            {
                await ErrorAsync(context, StatusCodes.Status400BadRequest, "There is no such call.").ConfigureAwait(false);
                return;
            }

            context.Response.ContentType = "application/json";
            context.Response.Headers.CacheControl = "no-store";
            await JsonSerializer.SerializeAsync(context.Response.Body, state, AnnotationJson.Default.AnnotationState, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            await ErrorAsync(context, e.StatusCode, "The request is too large or broken.").ConfigureAwait(false);
        }
        catch (JsonException)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "The request is not of the expected form.").ConfigureAwait(false);
        }
        catch (DataEngineException e)
        {
            await ErrorAsync(context, StatusCodes.Status409Conflict, e.Message).ConfigureAwait(false);
        }
    }

    private static async Task ErrorAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(
            context.Response.Body, new AnnotationError(message), AnnotationJson.Default.AnnotationError, context.RequestAborted).ConfigureAwait(false);
    }
}

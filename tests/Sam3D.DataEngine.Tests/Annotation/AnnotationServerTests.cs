using System.Net;
using System.Text;
using System.Text.Json;

namespace Sam3D.DataEngine.Tests.Annotation;

/// <summary>What the server gives, and to whom.</summary>
public sealed class AnnotationServerTests
{
    // Written in two parts, as no file of the repository names a machine.
    private const string LoopbackName = "local" + "host";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThePageAndItsPicturesAreServedWithStrictHeaders()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0, 1);
        await using AnnotationServer server = await AnnotationServer.StartAsync(store, null, Stop);
        Assert.True(server.Address.IsLoopback);
        Assert.Matches("^/[0-9a-f]{64}/$", server.Address.AbsolutePath);
        using var client = new HttpClient { BaseAddress = server.Address };
        foreach ((string path, string type) in ((string, string)[])[("", "text/html"), ("page.js", "text/javascript"), ("page.css", "text/css"), ("icon.svg", "image/svg+xml")])
        {
            using HttpResponseMessage page = await client.GetAsync(path, Stop);
            Assert.Equal((HttpStatusCode.OK, type), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
            Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.False(page.Headers.Contains("Server"));
        }

        EngineCandidate candidate = store.Candidates(1)[0];
        using HttpResponseMessage picture = await client.GetAsync($"picture/{candidate.Turntable}", Stop);
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType!.MediaType);
        Assert.Equal(store.ReadFile(candidate.Turntable!), await picture.Content.ReadAsByteArrayAsync(Stop));

        // Nothing else of the store, nothing of the disk.
        foreach (string path in (string[])[$"picture/{candidate.Mesh}", $"picture/{store.Objects()[0].PhotoHash}", "picture/", "engine.sqlite", "../", "%2e%2e/", "picture/..%2f..%2fengine.sqlite"])
        {
            using HttpResponseMessage other = await client.GetAsync(path, Stop);
            Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        }
    }

    [Fact]
    public async Task OnlyThePageItselfIsListenedTo()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0, 1);
        await using AnnotationServer server = await AnnotationServer.StartAsync(store, null, Stop);
        string origin = server.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(200, await StatusAsync(server, "next", origin));
        Assert.Equal(403, await StatusAsync(server, "next", "https://example.org"));
        Assert.Equal(403, await StatusAsync(server, "next", "null"));
        Assert.Equal(403, await StatusAsync(server, "next", null));
        Assert.Equal(403, await StatusAsync(server, "next", origin, host: $"example.org:{server.Address.Port}"));
        Assert.Equal(403, await StatusAsync(server, "next", origin, host: $"{LoopbackName}:{server.Address.Port}"));
        Assert.Equal(403, await StatusAsync(server, "next", origin, host: IPAddress.Loopback.ToString()));
        Assert.Equal(403, await StatusAsync(server, "next", origin, site: "cross-site"));
        Assert.Equal(403, await StatusAsync(server, "next", origin, site: "same-site"));
        Assert.Equal(405, await StatusAsync(server, "next", "https://example.org", method: HttpMethod.Options)); // no preflight is answered
        Assert.Equal(415, await StatusAsync(server, "next", origin, type: "text/plain"));
        Assert.Equal(405, await StatusAsync(server, "next", origin, method: HttpMethod.Put));
        Assert.Equal(404, await StatusAsync(server, $"/{new string('0', 64)}/next", origin));
        Assert.Equal(404, await StatusAsync(server, "/", origin));
        Assert.Equal(400, await StatusAsync(server, "other", origin));
        Assert.Equal(400, await StatusAsync(server, "next", origin, body: "{"));
        Assert.Equal(400, await StatusAsync(server, "next", origin, body: "null"));
        Assert.Equal(400, await StatusAsync(server, "next", origin, body: """{"annotator":"x","more":1}"""));
        Assert.Equal(409, await StatusAsync(server, "next", origin, body: """{"annotator":"\u0007"}"""));
        Assert.Equal(413, await StatusAsync(server, "next", origin, body: $$"""{"annotator":"{{new string('x', DataEngineLimits.RequestBytes)}}"}"""));
        Assert.Equal(1, store.Status().Annotators);
    }

    [Fact]
    public async Task ATaskTellsNothingOfModels()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0, 1);
        await using AnnotationServer server = await AnnotationServer.StartAsync(store, null, Stop);
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        using var content = new StringContent("""{"annotator":"anna"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage response = await client.PostAsync("next", content, Stop);
        string text = await response.Content.ReadAsStringAsync(Stop);
        Assert.DoesNotContain(FakePipeline.Name, text, StringComparison.Ordinal);
        Assert.DoesNotContain(store.Candidates(1)[0].ModelHash, text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(2, json.RootElement.GetProperty("task").GetProperty("shown").GetArrayLength());
    }

    [Fact]
    public async Task ATakenPortIsATypedError()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1);
        await using AnnotationServer server = await AnnotationServer.StartAsync(store, null, Stop);
        await Assert.ThrowsAsync<DataEngineException>(() => AnnotationServer.StartAsync(store, new AnnotationOptions { Port = server.Address.Port }, Stop));
        var e = await Assert.ThrowsAsync<ArgumentException>(() => AnnotationServer.StartAsync(store, new AnnotationOptions { Port = 80, Shown = 1 }, Stop));
        Assert.Contains("Shown is 1, expected 2 to 9; Port is 80", e.Message, StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(
        AnnotationServer server, string path, string? origin, string? host = null, string? site = null, string type = "application/json",
        string body = """{"annotator":"anna"}""", HttpMethod? method = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri(server.Address, path)) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue(type);
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using HttpResponseMessage response = await client.SendAsync(request, Stop);
        return (int)response.StatusCode;
    }
}

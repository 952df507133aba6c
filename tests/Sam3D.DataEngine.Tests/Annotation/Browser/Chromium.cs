using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sam3D.DataEngine.Tests.Annotation.Browser;

/// <summary>A headless Chromium, steered by its own DevTools protocol: nothing but the browser is needed.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    /// <summary>Names another browser of the family: a path.</summary>
    public const string Variable = "SAM3D_BROWSER";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge"];

    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly TemporaryFolder _profile;
    private readonly Dictionary<int, TaskCompletionSource<JsonNode>> _calls = [];
    private readonly SemaphoreSlim _sending = new(1);
    private Task _reading = Task.CompletedTask, _draining = Task.CompletedTask;
    private int _lastCall;

    private Chromium(Process process, TemporaryFolder profile) => (_process, _profile) = (process, profile);

    /// <summary>Events of all pages, as they come: session, method, parameters.</summary>
    public event Action<string?, string, JsonNode?>? Told;

    /// <summary>The browser's path; nothing where there is none.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)))
            .FirstOrDefault(File.Exists);

    public static async Task<Chromium> StartAsync(string path, CancellationToken cancellationToken)
    {
        var profile = new TemporaryFolder();
        var process = Process.Start(new ProcessStartInfo(
            path,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb", "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", "about:blank",
            ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var browser = new Chromium(process, profile);
        const string Mark = "DevTools listening on ";
        for (string? line = ""; line is not null; line = await process.StandardError.ReadLineAsync(cancellationToken))
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                browser._draining = Task.WhenAll(process.StandardError.ReadToEndAsync(CancellationToken.None), process.StandardOutput.ReadToEndAsync(CancellationToken.None));
                await browser._socket.ConnectAsync(new Uri(line[Mark.Length..]), cancellationToken);
                browser._reading = browser.ReadAsync();
                return browser;
            }
        }

        await browser.DisposeAsync();
        throw new InvalidOperationException($"{path} did not start.");
    }

    /// <summary>Opens a page in a profile of its own.</summary>
    public async Task<BrowserPage> OpenAsync(int width, int height)
    {
        string context = (await CallAsync(null, "Target.createBrowserContext"))["browserContextId"]!.GetValue<string>();
        string target = (await CallAsync(null, "Target.createTarget", new JsonObject
        {
            ["url"] = "about:blank",
            ["browserContextId"] = context,
            ["width"] = width,
            ["height"] = height,
        }))["targetId"]!.GetValue<string>();
        string session = (await CallAsync(null, "Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!.GetValue<string>();
        return await BrowserPage.OpenAsync(this, session);
    }

    public async Task<JsonNode> CallAsync(string? session, string method, JsonObject? parameters = null)
    {
        int id = Interlocked.Increment(ref _lastCall);
        var reply = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_calls)
        {
            _calls[id] = reply;
        }

        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        return await reply.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _reading;
        await _draining;
        _socket.Dispose();
        _process.Dispose();
        _sending.Dispose();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                _profile.Dispose();
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && attempt < 20)
            {
                await Task.Delay(100); // a child of the browser is about to end
            }
        }
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                using var message = new MemoryStream();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                Take(JsonNode.Parse(message.ToArray())!);
            }
        }
        catch (WebSocketException)
        {
            // The browser has ended.
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is not { } id)
        {
            Told?.Invoke(message["sessionId"]?.GetValue<string>(), message["method"]!.GetValue<string>(), message["params"]);
            return;
        }

        TaskCompletionSource<JsonNode> reply;
        lock (_calls)
        {
            _calls.Remove(id.GetValue<int>(), out reply!);
        }

        if (message["error"] is { } error)
        {
            reply.SetException(new InvalidOperationException(error.ToJsonString()));
        }
        else
        {
            reply.SetResult(message["result"]!);
        }
    }
}

using System.Text.Json.Nodes;

namespace Sam3D.DataEngine.Tests.Annotation.Browser;

/// <summary>A page as a person uses it: keys, mouse, what can be read; and what went wrong on it.</summary>
internal sealed class BrowserPage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly Chromium _browser;
    private readonly string _session;
    private readonly List<string> _errors = [], _requests = [];

    private BrowserPage(Chromium browser, string session) => (_browser, _session) = (browser, session);

    /// <summary>Errors of scripts, refused loads and breaches of the content security policy.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The addresses that were asked for.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public static async Task<BrowserPage> OpenAsync(Chromium browser, string session)
    {
        var page = new BrowserPage(browser, session);
        browser.Told += page.Hear;
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"])
        {
            await page.CallAsync($"{domain}.enable");
        }

        return page;
    }

    public Task NavigateAsync(Uri address) => CallAsync("Page.navigate", new JsonObject { ["url"] = address.ToString() });

    public Task ReloadAsync() => CallAsync("Page.reload");

    /// <summary>The value of an expression.</summary>
    public async Task<T> EvaluateAsync<T>(string expression)
    {
        JsonNode reply = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        return reply["exceptionDetails"] is { } thrown ? throw new InvalidOperationException(thrown.ToJsonString()) : reply["result"]!["value"]!.GetValue<T>();
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task UntilAsync(string condition)
    {
        for (long start = Environment.TickCount64; ; await Task.Delay(15))
        {
            try
            {
                if (await EvaluateAsync<bool>($"!!({condition})"))
                {
                    return;
                }
            }
            catch (InvalidOperationException)
            {
                // The page is being exchanged.
            }

            if (Environment.TickCount64 - start > Patience.TotalMilliseconds)
            {
                string state = await EvaluateAsync<string>("document.body.innerText");
                throw new TimeoutException($"'{condition}' did not come true. Errors: {string.Join("; ", _errors)}. The page says: {state}");
            }
        }
    }

    /// <summary>Waits until the page shows a task, or "start" or "end".</summary>
    public Task ReadyAsync(string what) => UntilAsync($"document.body?.dataset.ready === '{what}'");

    /// <summary>Presses and releases a key.</summary>
    public async Task PressAsync(string key)
    {
        var down = new JsonObject { ["type"] = "keyDown", ["key"] = key, ["windowsVirtualKeyCode"] = VirtualKey(key) };
        if (key.Length == 1)
        {
            down["text"] = key;
        }
        else if (key == "Enter")
        {
            down["text"] = "\r";
        }

        await CallAsync("Input.dispatchKeyEvent", down);
        await CallAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = key, ["windowsVirtualKeyCode"] = VirtualKey(key) });
    }

    /// <summary>Types a text into what has the focus.</summary>
    public Task TypeAsync(string text) => CallAsync("Input.insertText", new JsonObject { ["text"] = text });

    /// <summary>Drags from the middle of an element to the right.</summary>
    public async Task DragAsync(string selector, double pixels)
    {
        double x = await EvaluateAsync<double>($"(r => r.left + r.width / 2)(document.querySelector('{selector}').getBoundingClientRect())");
        double y = await EvaluateAsync<double>($"(r => r.top + r.height / 2)(document.querySelector('{selector}').getBoundingClientRect())");
        await MouseAsync("mousePressed", x, y, 1);
        for (int i = 1; i <= 4; i++)
        {
            await MouseAsync("mouseMoved", x + (pixels * i / 4), y, 1);
        }

        await MouseAsync("mouseReleased", x + pixels, y, 0);
    }

    public async Task ClickAsync(string selector)
    {
        double x = await EvaluateAsync<double>($"(r => r.left + r.width / 2)(document.querySelector('{selector}').getBoundingClientRect())");
        double y = await EvaluateAsync<double>($"(r => r.top + r.height / 2)(document.querySelector('{selector}').getBoundingClientRect())");
        await MouseAsync("mousePressed", x, y, 1);
        await MouseAsync("mouseReleased", x, y, 0);
    }

    public async Task ScreenshotAsync(string path)
    {
        JsonNode reply = await CallAsync("Page.captureScreenshot");
        await File.WriteAllBytesAsync(path, Convert.FromBase64String(reply["data"]!.GetValue<string>()));
    }

    private static int VirtualKey(string key) => key switch
    {
        "Enter" => 13,
        "Escape" => 27,
        "ArrowLeft" => 37,
        "ArrowRight" => 39,
        _ => char.ToUpperInvariant(key[0]),
    };

    private Task MouseAsync(string type, double x, double y, int buttons) => CallAsync("Input.dispatchMouseEvent", new JsonObject
    {
        ["type"] = type,
        ["x"] = x,
        ["y"] = y,
        ["button"] = "left",
        ["buttons"] = buttons,
        ["clickCount"] = type == "mouseMoved" ? 0 : 1,
    });

    private Task<JsonNode> CallAsync(string method, JsonObject? parameters = null) => _browser.CallAsync(_session, method, parameters);

    private void Hear(string? session, string method, JsonNode? parameters)
    {
        if (session != _session)
        {
            return;
        }

        if (method == "Runtime.exceptionThrown" || (method == "Log.entryAdded" && parameters!["entry"]!["level"]!.GetValue<string>() is "error" or "warning"))
        {
            _errors.Add(parameters!.ToJsonString());
        }
        else if (method == "Network.requestWillBeSent")
        {
            _requests.Add(parameters!["request"]!["url"]!.GetValue<string>());
        }
    }
}

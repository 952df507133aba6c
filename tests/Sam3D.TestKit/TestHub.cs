using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sam3D.TestKit;

/// <summary>A hub of models on this machine's loopback address: listings with sizes and hashes, files with tags and ranges, and whatever a test wants to go wrong.</summary>
public sealed class TestHub : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string Repository, string Path), byte[]> _files = new();
    private readonly ConcurrentQueue<HubCall> _calls = new();
    private readonly Task _serving;
    private long _bytesSent;

    /// <summary>Begins to listen.</summary>
    public TestHub()
    {
        _listener.Start();
        Endpoint = new Uri($"http://{_listener.LocalEndpoint}");
        _serving = ServeAsync();
    }

    /// <summary>The address.</summary>
    public Uri Endpoint { get; }

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<HubCall> Calls => [.. _calls];

    /// <summary>Bytes of files that were sent.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>Asked before every answer; null lets the hub answer as it should.</summary>
    public Func<HubCall, HubReply?> Intercept { get; set; } = _ => null;

    /// <summary>Whether ranges are honoured.</summary>
    public bool TakesRanges { get; set; } = true;

    /// <summary>What tags of files end in; another text makes every file another version.</summary>
    public string TagSuffix { get; set; } = "";

    /// <summary>Puts a file into a repository.</summary>
    public TestHub Add(string repository, string path, byte[] content)
    {
        _files[(repository, path)] = content;
        return this;
    }

    /// <summary>Puts a text into a repository.</summary>
    public TestHub Add(string repository, string path, string text) => Add(repository, path, Encoding.UTF8.GetBytes(text));

    /// <summary>The requests for a file.</summary>
    public IReadOnlyList<HubCall> CallsFor(string file) => [.. _calls.Where(c => c.File == file)];

    /// <summary>The entry of a listing; names that end like weights are large files.</summary>
    public static object Entry(string path, byte[] content) => IsLarge(path)
        ? new { type = "file", path, size = content.Length, oid = GitHash("pointer"u8.ToArray()), lfs = new { oid = Sha256(content), size = content.Length, pointerSize = 134 } }
        : new { type = "file", path, size = content.Length, oid = GitHash(content) };

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _serving.Wait(TimeSpan.FromSeconds(5));
        _stop.Dispose();
    }

    /// <summary>What the hub answers when nothing goes wrong.</summary>
    public HubReply Reply(HubCall call)
    {
        string[] parts = call.Path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["api", "models", var owner, var name, "tree", "main"])
        {
            object[] entries = [.. _files.Where(f => f.Key.Repository == $"{owner}/{name}").Select(f => Entry(f.Key.Path, f.Value))];
            return entries.Length > 0 ? HubReply.Json(JsonSerializer.Serialize(entries)) : HubReply.Of(404, "X-Error-Code", "RepoNotFound");
        }

        return parts is [_, _, "resolve", "main", ..] && _files.TryGetValue(($"{parts[0]}/{parts[1]}", call.File), out byte[]? content)
            ? FileReply(call, content)
            : HubReply.Of(404, "X-Error-Code", "EntryNotFound");
    }

    private HubReply FileReply(HubCall call, byte[] content)
    {
        string tag = $"\"{Sha256(content)[..16]}{TagSuffix}\"";
        bool isSame = !call.Headers.TryGetValue("If-Range", out string? wanted) || wanted == tag;
        int from = TakesRanges && isSame ? call.From : 0;
        var headers = new Dictionary<string, string> { ["ETag"] = tag };
        if (from >= content.Length && from > 0)
        {
            return new HubReply { Status = 416, Headers = headers };
        }

        if (from > 0)
        {
            headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        return new HubReply { Status = from > 0 ? 206 : 200, Headers = headers, Body = content[from..] };
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                open.Add(AnswerAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using NetworkStream stream = client.GetStream();
                if (await ReadAsync(stream).ConfigureAwait(false) is { } call)
                {
                    _calls.Enqueue(call);
                    HubReply reply = Intercept(call) ?? Reply(call);
                    await WriteAsync(client, stream, reply, call.File.Length > 0).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The other side went away, which some tests are about.
            }
        }
    }

    private async Task<HubCall?> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token).ConfigureAwait(false) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
        }

        string[] lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new HubCall(
            lines[0].Split(' ')[1],
            lines[1..].Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase));
    }

    private async Task WriteAsync(TcpClient client, NetworkStream stream, HubReply reply, bool isFile)
    {
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} Test\r\nConnection: close\r\n");
        foreach ((string name, string value) in reply.Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        if (reply.StatesLength)
        {
            head.Append($"Content-Length: {reply.Body.Length}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token).ConfigureAwait(false);
        int count = reply.CutAfter ?? reply.Body.Length, half = count / 2;
        await SendAsync(reply.Body.AsMemory(0, half)).ConfigureAwait(false);
        await reply.Halfway.WaitAsync(_stop.Token).ConfigureAwait(false);
        await SendAsync(reply.Body.AsMemory(half, count - half)).ConfigureAwait(false);
        if (reply.CutAfter is not null)
        {
            client.Client.Shutdown(SocketShutdown.Both);
        }

        async Task SendAsync(ReadOnlyMemory<byte> bytes)
        {
            await stream.WriteAsync(bytes, _stop.Token).ConfigureAwait(false);
            Interlocked.Add(ref _bytesSent, isFile ? bytes.Length : 0);
        }
    }

    private static bool IsLarge(string path) => System.IO.Path.GetExtension(path) is ".ckpt" or ".pt" or ".safetensors";

    private static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string GitHash(byte[] content) =>
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
}

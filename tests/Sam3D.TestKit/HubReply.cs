using System.Text;

namespace Sam3D.TestKit;

/// <summary>What a <see cref="TestHub"/> answers.</summary>
public sealed record HubReply
{
    /// <summary>The status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Further header fields.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The content.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Whether the header states the content's length; without it, the content ends where the connection does.</summary>
    public bool StatesLength { get; init; } = true;

    /// <summary>The bytes after which the connection breaks.</summary>
    public int? CutAfter { get; init; }

    /// <summary>What is waited for after half of the content.</summary>
    public Task Halfway { get; init; } = Task.CompletedTask;

    /// <summary>An answer of a status and one header field.</summary>
    public static HubReply Of(int status, string name = "X-Test", string value = "1") =>
        new() { Status = status, Headers = new Dictionary<string, string> { [name] = value }, Body = Encoding.ASCII.GetBytes($"status {status}") };

    /// <summary>An answer of JSON.</summary>
    public static HubReply Json(string text) => new() { Body = Encoding.UTF8.GetBytes(text) };
}
